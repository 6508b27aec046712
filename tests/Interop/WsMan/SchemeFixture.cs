using System.Net;
using System.Security.Cryptography.X509Certificates;
using Sekimori.Client.WsMan;
using Sekimori.Security;
using Sekimori.Security.Accounts;
using Sekimori.Security.Certificates;
using Sekimori.Security.Credentials;
using Sekimori.WsMan.Operations;

namespace Sekimori.Interop.WsMan;

/// <summary>Two servers, of IPv4 and IPv6, that take every scheme, and clients with the credentials of each.</summary>
public sealed class SchemeFixture : IAsyncLifetime
{
    private readonly TestAuthority _authority = new();
    private readonly RealmFixture _realm = new();
    private readonly Dictionary<bool, WsManTestServer> _servers = [];

    public async ValueTask InitializeAsync()
    {
        foreach (var ipv6 in new[] { false, true })
        {
            var logon = _realm.Logon with
            {
                ClientCertificates = new CertificateTrust
                {
                    Authorities = [_authority.Certificate], Revocation = X509RevocationMode.NoCheck
                }
            };
            var server = await WsManTestServer.StartAsync(
                new WsManSettings { Digest = true, Certificate = true, CredSsp = true }, address: ipv6
                ? IPAddress.IPv6Loopback
                : IPAddress.Parse("127.0.0.11"), logon: logon);
            server.Accounts.Map(new IdentityMapping(IdentityKind.Certificate, "CN=alice", "operator", Issuer: _authority.Thumbprint));
            _servers[ipv6] = server;
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var server in _servers.Values) await server.DisposeAsync();
        _authority.Dispose();
        _realm.Dispose();
    }

    /// <summary>A server.</summary>
    internal WsManTestServer Server(bool ipv6 = false) => _servers[ipv6];

    /// <summary>What a client logs on with; skips the test where the scheme needs a realm and there is none.</summary>
    /// <param name="scheme">The scheme.</param>
    /// <param name="tickets">Whether Negotiate shall use Kerberos.</param>
    public WsManClientOptions Options(WsManAuthentication scheme, bool tickets = false)
    {
        var options = new WsManClientOptions { Authentication = scheme, Trust = new WsManTrust { Anyone = true } };
        if (scheme == WsManAuthentication.Certificate) return options with { ClientCertificate = _authority.Give("CN=alice") };
        if (scheme == WsManAuthentication.Kerberos || tickets)
        {
            if (TestKit.Realm.MissingReason is { } why) Assert.Skip(why);
            return options with
            {
                Initiator = new SecurityInitiator(new KerberosCredential { Cache = _realm.Cache }),
                Service = "HTTP/" + RealmFixture.Host
            };
        }

        return options with
        {
            UserName = "operator",
            Password = WsManTestServer.Password,
            Initiator = new SecurityInitiator(PasswordCredential.Parse("operator", WsManTestServer.Password))
        };
    }
}
