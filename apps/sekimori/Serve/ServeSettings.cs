using System.Collections.Immutable;
using System.Net;
using Sekimori.App.Settings;
using Sekimori.Guard.Connect;

namespace Sekimori.App.Serve;

/// <summary>Everything that a server is told. Immutable; the defaults are the secure ones.</summary>
internal sealed record ServeSettings
{
    /// <summary>Where it listens: every address. Who is let in is another matter: <see cref="Allow"/>.</summary>
    public ImmutableArray<IPAddress> Addresses { get; init; } = [IPAddress.IPv6Any];

    /// <summary>Who is let in at all: this machine alone.</summary>
    public AddressList Allow { get; init; } = AddressList.Loopback;

    /// <summary>The folder with accounts, keys and certificate; null stands for the user's own.</summary>
    public string? Data { get; init; }

    public RpcSettings Rpc { get; init; } = new();

    public WsManSettings WsMan { get; init; } = new();

    public CertificateSettings Certificate { get; init; } = new();

    public ShellSettings Shells { get; init; } = new();

    public SecretSettings Secrets { get; init; } = new();

    public LogonSettings Logon { get; init; } = new();

    public LogSettings Log { get; init; } = new();
}
