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
/// Logon by client certificate: asked for in the first handshake, its chain checked here, mapped to an account by issuer and subject or
/// UPN.
/// </summary>
public sealed class CertificateTests : IAsyncLifetime
{
    private readonly TestAuthority _authority = new();
    private WsManTestServer _server = null!;

    public async ValueTask InitializeAsync()
    {
        var trust = new CertificateTrust { Authorities = [_authority.Certificate], Revocation = X509RevocationMode.NoCheck };
        _server = await WsManTestServer.StartAsync(
            new WsManSettings { Certificate = true }, logon: new WsManTestLogon { ClientCertificates = trust });
        Map("CN=alice", "operator");
        Map("bob@lab.test", "reader");
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _authority.Dispose();
    }

    [Theory]
    [InlineData("CN=alice", null)]
    [InlineData("CN=somebody", "bob@lab.test")]
    [InlineData("CN=somebody", "BOB@LAB.TEST")]
    public async Task A_certificate_that_is_mapped_by_subject_or_upn_logs_on(string subject, string? upn)
    {
        using var client = new RawClient(_server.Https, _authority.Give(subject, upn));
        for (var i = 0; i < 2; i++)
        {
            using var answer = await AskAsync(client);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            Assert.Contains("https/mutual", await answer.Content.ReadAsStringAsync());
        }
    }

    [Theory]
    [InlineData("nobody", RefusalReason.UnknownAccount)]
    [InlineData("of another authority", RefusalReason.Untrusted)]
    [InlineData("expired", RefusalReason.Expired)]
    [InlineData("a server's", RefusalReason.Untrusted)]
    [InlineData("none", RefusalReason.NoSecret)]
    public async Task Every_other_certificate_is_refused_and_logged(string which, RefusalReason reason)
    {
        using var other = new TestAuthority();
        var shown = which switch
        {
            "nobody" => _authority.Give("CN=nobody"),
            "of another authority" => other.Give("CN=alice"),
            "expired" => _authority.Give("CN=alice", days: -1),
            "a server's" => _authority.Give("CN=alice", usage: "1.3.6.1.5.5.7.3.1"),
            _ => null,
        };
        using var client = new RawClient(_server.Https, shown);
        using var answer = await AskAsync(client);
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Contains(_server.Log.Lines, line =>
            line.Contains("Certificate", StringComparison.Ordinal) && line.Contains(reason.ToString(), StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_certificate_without_its_authorization_header_is_no_logon()
    {
        using var client = new RawClient(_server.Https, _authority.Give("CN=alice"));
        using var answer = await client.SendAsync(Encoding.UTF8.GetBytes(RawClient.Identify));
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    [Fact]
    public async Task A_connection_s_proof_ends_with_its_mapping_and_with_its_account()
    {
        using var client = new RawClient(_server.Https, _authority.Give("CN=alice"));
        Assert.Equal(HttpStatusCode.OK, (await AskAsync(client)).StatusCode);
        _server.Accounts.SetEnabled("operator", false);
        Assert.Equal(HttpStatusCode.Unauthorized, (await AskAsync(client)).StatusCode);
        _server.Accounts.SetEnabled("operator", true);
        Assert.Equal(HttpStatusCode.OK, (await AskAsync(client)).StatusCode);
        _server.Accounts.Unmap(IdentityKind.Certificate, "CN=alice");
        Assert.Equal(HttpStatusCode.Unauthorized, (await AskAsync(client)).StatusCode);
    }

    [Fact]
    public async Task Where_the_setting_is_off_nobody_is_asked_for_a_certificate()
    {
        _server.Settings.Change(settings => settings with { Certificate = false });
        using var client = new RawClient(_server.Https, _authority.Give("CN=alice"));
        using var answer = await AskAsync(client);
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    [Fact]
    [Trait("Peer", "pywinrm")]
    public async Task Pywinrm_runs_a_command_with_a_certificate()
    {
        await PeerProgram.NeedModuleAsync("winrm", "python3-winrm");
        var folder = Directory.CreateTempSubdirectory("sekimori-certificate-");
        using var certificate = _authority.Give("CN=alice");
        var (pem, key) = (Path.Combine(folder.FullName, "client.pem"), Path.Combine(folder.FullName, "client.key"));
        await File.WriteAllTextAsync(pem, certificate.ExportCertificatePem());
        await File.WriteAllTextAsync(key, certificate.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem());
        const string Script = """
            import sys, warnings
            warnings.simplefilter('ignore')
            import winrm
            s = winrm.Session(sys.argv[1], auth=('', ''), transport='certificate', cert_pem=sys.argv[2], cert_key_pem=sys.argv[3], server_cert_validation='ignore')
            r = s.run_cmd('echo out; echo err >&2; exit 7'); print(r.status_code, r.std_out, r.std_err)
            """;
        var (code, output, errors) = await Peer.PythonAsync(Script, _server.Https.ToString(), pem, key);
        Assert.True(code == 0, errors);
        Assert.Equal("7 b'out\\n' b'err\\n'\n", output);
        folder.Delete(recursive: true);
    }

    private void Map(string identity, string account) =>
        _server.Accounts.Map(new IdentityMapping(IdentityKind.Certificate, identity, account, Issuer: _authority.Thumbprint));

    private static Task<HttpResponseMessage> AskAsync(RawClient client) =>
        client.SendAsync(Encoding.UTF8.GetBytes(RawClient.Identify), authorization: ClientCertificateLogon.Profile);
}
