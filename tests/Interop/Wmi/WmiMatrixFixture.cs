using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using Sekimori.Cim.Schema;
using Sekimori.Dcom;
using Sekimori.Dcom.Activation;
using Sekimori.Dcom.Objects;
using Sekimori.Guard;
using Sekimori.Interop.Rpc;
using Sekimori.Security;
using Sekimori.Security.Accounts;
using Sekimori.Security.Credentials;
using Sekimori.Security.Kerberos;
using Sekimori.Security.Ntlm;
using Sekimori.Server.Rpc;
using Sekimori.Storage.Accounts;
using Sekimori.Storage.Files;
using Sekimori.Storage.Secrets;
using Sekimori.TestKit;
using Sekimori.Wmi;
using Sekimori.Wmi.Server;

namespace Sekimori.Interop.Wmi;

/// <summary>WMI over IPv4 and IPv6, for one account of NTLM that the realm's administrator is mapped to.</summary>
public sealed class WmiMatrixFixture : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("sekimori-wmi-matrix");
    private RpcServer? _server;
    private ObjectExporter? _exporter;
    private Credential? _ticket;

    public int Port { get; private set; }

    internal ObjectManager Manager { get; } = new ObjectManagerBuilder().Add("root/test", new TwoRows()).Build();

    public int ObjectCount => _exporter!.ObjectCount;

    /// <summary>What to log on with; skips the test where Kerberos is wanted and there is no realm.</summary>
    public Credential Credential(bool isKerberos)
    {
        if (!isKerberos) return Sekimori.Security.Credentials.Credential.FromPassword(@"LAB\alice", "Passw0rd");
        HostFixture.NeedRealm();
        return _ticket ??= new KerberosCredential { Cache = Realm.GetTicket(Path.Combine(_folder.FullName, "cache")) };
    }

    public async ValueTask InitializeAsync()
    {
        var data = new DataFolder(Path.Combine(_folder.FullName, "data"));
        var accounts = new AccountStore(data, new SecretProtection(data));
        accounts.Add("alice", "Passw0rd", Role.Operator);
        accounts.Map(new IdentityMapping(IdentityKind.KerberosPrincipal, "Administrator@LAB.TEST", "alice"));
        var keytab = Path.Combine(_folder.FullName, "keytab");
        if (Realm.MissingReason is null) Realm.ExportKeytab(keytab, "host/dc1.lab.test");
        var acceptor = new SecurityAcceptor(new SecurityAcceptorSettings
        {
            Accounts = accounts, Authority = new LocalAuthority("dc1.lab.test", "LAB", "LAB.TEST"),
            TargetName = new TargetNameCheck(TargetNameMode.Relaxed, new HostNames(["dc1.lab.test", "dc1"])),
            Throttle = new LogonThrottle(new LogonThrottleOptions(), TimeProvider.System),
            Kerberos = Realm.MissingReason is null ? new KerberosSettings { Keytab = keytab } : null,
        });
        _server = new RpcServer(new RpcServerOptions { Security = acceptor }, NullLoggerFactory.Instance);
        var endpoint = await _server.BindTcpAsync(IPAddress.IPv6Any, 0);
        Port = ((IPEndPoint)endpoint.Address).Port;
        _exporter = new(new DcomOptions { Port = Port }, TimeProvider.System);
        var classes = new ClassRegistry();
        classes.Add(new WmiServer(Manager, _exporter, new WmiLimits(), TimeProvider.System).Class);
        endpoint.ServeUnregistered([.. _exporter.ServeResolver(classes), .. _exporter.Serve(classes.Interfaces)]);
        _server.Start();
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null) await _server.DisposeAsync();
        _exporter?.Dispose();
        _folder.Delete(recursive: true);
    }
}
