using System.Net;
using Sekimori.TestKit;
using Sekimori.WsMan.Operations;

namespace Sekimori.Interop.WsMan;

/// <summary>
/// The Kerberos realm: a keytab for a server that plays dc1, and a ticket of its administrator, who is the account "operator" here.
/// </summary>
public sealed class RealmFixture : IDisposable
{
    /// <summary>The name that the keytab is for; it resolves to 127.0.0.1.</summary>
    public const string Host = WsManTestLogon.RealmHost;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("sekimori-realm-");
    private readonly Lazy<(string Keytab, string Cache)> _files;

    public RealmFixture() => _files = new(() =>
    {
        var keytab = Path.Combine(_folder.FullName, "keytab");
        Realm.ExportKeytab(keytab, "host/" + Host, "HTTP/" + Host);
        return (keytab, Realm.GetTicket(Path.Combine(_folder.FullName, "ccache")));
    });

    public string User => "Administrator@LAB.TEST";

    /// <summary>The administrator's tickets.</summary>
    public string Cache => _files.Value.Cache;

    /// <summary>What a client's process needs to find realm and ticket.</summary>
    public IReadOnlyDictionary<string, string> Environment => new Dictionary<string, string>
    {
        ["KRB5_CONFIG"] = Realm.Settings!, ["KRB5CCNAME"] = Cache,
    };

    /// <summary>A server's part in the realm; none if there is no realm.</summary>
    public WsManTestLogon Logon =>
        Realm.MissingReason is null ? new WsManTestLogon { Keytab = _files.Value.Keytab, Principal = User } : new WsManTestLogon();

    /// <summary>A server in the realm; skips the test where there is none.</summary>
    internal async Task<WsManTestServer> StartAsync(
        WsManSettings? settings = null, IReadOnlyDictionary<string, string>? commands = null, string? path = null,
        IPAddress? address = null)
    {
        if (Realm.MissingReason is { } why) Assert.Skip(why);
        return await WsManTestServer.StartAsync(settings, commands, path, address ?? IPAddress.Loopback, logon: Logon);
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
