using Sekimori.Security;
using Sekimori.Security.Credentials;
using Sekimori.TestKit;

namespace Sekimori.Interop.Rpc;

/// <summary>A server for the whole matrix, and a credential for each scheme.</summary>
public sealed class MatrixFixture : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("sekimori-matrix");
    private ISecurityInitiator? _ticket;

    /// <summary>The server's keys; null if there is no realm.</summary>
    public string? Keytab { get; private set; }

    public SecuredHost Host { get; private set; } = null!;

    /// <summary>What a client logs on with; skips the test where Kerberos is wanted and there is no realm.</summary>
    public ISecurityInitiator Initiator(bool isKerberos)
    {
        if (!isKerberos) return Credentials.Initiator();
        HostFixture.NeedRealm();
        // One ticket for all: the KDC is not what is tested.
        return _ticket ??= new SecurityInitiator(
            new KerberosCredential { Cache = Realm.GetTicket(Path.Combine(_folder.FullName, "cache")) });
    }

    public async ValueTask InitializeAsync()
    {
        if (Realm.MissingReason is null) Realm.ExportKeytab(Keytab = Path.Combine(_folder.FullName, "keytab"), "host/dc1.lab.test");
        Host = await SecuredHost.StartAsync(Keytab);
    }

    public async ValueTask DisposeAsync()
    {
        await Host.DisposeAsync();
        _folder.Delete(recursive: true);
    }
}
