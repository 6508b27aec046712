using Sekimori.Guard;
using Sekimori.Security;

namespace Sekimori.Client.Wmi;

/// <summary>How a <see cref="WmiClient"/> connects, logs on and waits.</summary>
public sealed record WmiClientOptions
{
    /// <summary>The namespace, with slashes of either kind.</summary>
    public string Namespace { get; init; } = @"root\cimv2";

    /// <summary>How far calls are protected. The server can demand more, never less.</summary>
    public ProtectionLevel Level { get; init; } = ProtectionLevel.Privacy;

    /// <summary>The scheme of the logon; null: the strongest that the credential can be used with and the server knows.</summary>
    public SecurityScheme? Scheme { get; init; }

    /// <summary>The server's principal name as service/host; null: host/ and the name that is connected to.</summary>
    public string? Target { get; init; }

    /// <summary>The language of texts, as <c>MS_409</c> or <c>en-US</c>; null for the server's.</summary>
    public string? Locale { get; init; }

    /// <summary>The port of the endpoint mapper. The port of the objects is what the server names.</summary>
    public int Port { get; init; } = 135;

    /// <summary>The ports of objects that the client may connect to; null for the one that the host names.</summary>
    internal Func<int, bool>? AllowsPort { get; init; }

    /// <summary>How long to wait for the answer to each call. Waiting for an event is not limited by it.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a connection may take to come about.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Rows that one call asks for at most: more save little, and are held in memory together. Servers may send fewer.
    /// </summary>
    public int MostRowsAtOnce { get; init; } = 100;

    /// <summary>
    /// Rows of one answer before it is abandoned: a server that never comes to an end is left. A full disk of Windows has about 500,000
    /// files. Events are not counted.
    /// </summary>
    public long MaxRows { get; init; } = 10_000_000;
}
