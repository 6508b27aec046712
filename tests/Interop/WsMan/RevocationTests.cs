using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Sekimori.Security;
using Sekimori.Security.Accounts;
using Sekimori.Security.Certificates;
using Sekimori.Server.WsMan;
using Sekimori.WsMan.Operations;

namespace Sekimori.Interop.WsMan;

/// <summary>
/// Client certificates and a list of revoked ones that openssl made: logon.client-revocation of the settings file, "required" by default.
/// </summary>
public sealed class RevocationTests
{
    [Fact]
    public async Task A_revoked_certificate_is_refused_and_logged_with_its_reason_and_others_log_on()
    {
        using var authority = new TestAuthority();
        using var list = new RevocationList();
        using var revoked = authority.Give("CN=alice", revocationList: list.Address);
        using var good = authority.Give("CN=alice", revocationList: list.Address);
        await list.MakeAsync(authority, revoked);
        await using var server = await StartAsync(authority, X509RevocationMode.Online, allowUnknown: false);
        Assert.Equal(HttpStatusCode.OK, await AskAsync(server, good));
        Assert.Equal(HttpStatusCode.Unauthorized, await AskAsync(server, revoked));
        Assert.Contains(server.Log.Lines,
            line => line.Contains("Certificate", StringComparison.Ordinal)
            && line.Contains($"{RefusalReason.Revoked}", StringComparison.Ordinal) && line.Contains("alice", StringComparison.Ordinal));
        Assert.True(list.Asked > 0);
    }

    [Theory]
    [InlineData(false, HttpStatusCode.Unauthorized)]
    [InlineData(true, HttpStatusCode.OK)]
    public async Task Where_no_list_can_be_had_the_setting_says_whether_a_certificate_passes(bool allowUnknown, HttpStatusCode status)
    {
        using var authority = new TestAuthority();
        using var list = new RevocationList();
        using var certificate = authority.Give("CN=alice", revocationList: list.Address);
        await using var server = await StartAsync(authority, X509RevocationMode.Online, allowUnknown);
        Assert.Equal(status, await AskAsync(server, certificate));
        if (!allowUnknown) Assert.Contains(server.Log.Lines, line => line.Contains("RevocationStatusUnknown", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Where_unknown_is_allowed_a_revoked_certificate_is_refused_all_the_same()
    {
        using var authority = new TestAuthority();
        using var list = new RevocationList();
        using var revoked = authority.Give("CN=alice", revocationList: list.Address);
        await list.MakeAsync(authority, revoked);
        await using var server = await StartAsync(authority, X509RevocationMode.Online, allowUnknown: true);
        Assert.Equal(HttpStatusCode.Unauthorized, await AskAsync(server, revoked));
    }

    [Fact]
    public async Task Where_it_is_turned_off_nobody_is_asked()
    {
        using var authority = new TestAuthority();
        using var list = new RevocationList();
        using var revoked = authority.Give("CN=alice", revocationList: list.Address);
        await list.MakeAsync(authority, revoked);
        await using var server = await StartAsync(authority, X509RevocationMode.NoCheck, allowUnknown: false);
        Assert.Equal(HttpStatusCode.OK, await AskAsync(server, revoked));
        Assert.Equal(0, list.Asked);
    }

    [Fact]
    public async Task A_certificate_of_nobody_we_know_makes_us_look_nothing_up()
    {
        using var authority = new TestAuthority();
        using var other = new TestAuthority("CN=another");
        using var list = new RevocationList();
        using var certificate = other.Give("CN=alice", revocationList: list.Address);
        await using var server = await StartAsync(authority, X509RevocationMode.Online, allowUnknown: false);
        Assert.Equal(HttpStatusCode.Unauthorized, await AskAsync(server, certificate));
        Assert.Equal(0, list.Asked);
    }

    private static async Task<WsManTestServer> StartAsync(TestAuthority authority, X509RevocationMode mode, bool allowUnknown)
    {
        var trust = new CertificateTrust
        {
            Authorities = [authority.Certificate], Revocation = mode, AllowUnknownRevocation = allowUnknown
        };
        var server = await WsManTestServer.StartAsync(
            new WsManSettings { Certificate = true }, logon: new WsManTestLogon { ClientCertificates = trust });
        server.Accounts.Map(new IdentityMapping(IdentityKind.Certificate, "CN=alice", "operator", Issuer: authority.Thumbprint));
        return server;
    }

    private static async Task<HttpStatusCode> AskAsync(WsManTestServer server, X509Certificate2 certificate)
    {
        using var client = new RawClient(server.Https, certificate);
        using var answer = await client.SendAsync(
            Encoding.UTF8.GetBytes(RawClient.Identify), authorization: ClientCertificateLogon.Profile);
        return answer.StatusCode;
    }
}
