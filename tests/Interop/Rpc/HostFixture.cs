using System.Net;
using System.Net.Sockets;
using Sekimori.TestHost;
using Sekimori.TestKit;

namespace Sekimori.Interop.Rpc;

/// <summary>
/// One test host for the tests of a class, on a loopback address of its own, because peers look for a mapper on port 135 only.
/// </summary>
public sealed class HostFixture : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("sekimori-interop");
    private TestHostServer? _host;
    private string _reason = "";

    /// <summary>The host; the test is skipped where port 135 is not available.</summary>
    internal TestHostServer Host
    {
        get
        {
            if (_host is null) Assert.Skip(_reason);
            return _host;
        }
    }

    public string Address => Host.Mapper.Address.ToString();

    /// <summary>Skips the test where there is no realm, and so no Kerberos.</summary>
    public static void NeedRealm()
    {
        if (Realm.MissingReason is { } reason) Assert.Skip(reason);
    }

    public async ValueTask InitializeAsync()
    {
        string? keytab = null;
        if (Realm.MissingReason is null) Realm.ExportKeytab(keytab = Path.Combine(_folder.FullName, "keytab"), "host/dc1.lab.test");
        var address = new IPAddress([127, 135, (byte)Random.Shared.Next(1, 250), (byte)Random.Shared.Next(1, 250)]);
        try
        {
            _host = await TestHostServer.StartAsync(new TestHostOptions { Address = address, AllowInsert = true, Keytab = keytab });
        }
        catch (SocketException e)
        {
            _reason = $"port 135 of {address} cannot be had: {e.Message}";
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_host is not null) await _host.DisposeAsync();
        _folder.Delete(recursive: true);
    }
}
