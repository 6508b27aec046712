using System.Text.RegularExpressions;
using Sekimori.WsMan.Operations;

namespace Sekimori.Interop.WsMan;

/// <summary>curl over HTTPS with the schemes whose handshake belongs to the connection.</summary>
[Trait("Peer", "curl")]
public sealed class NegotiateTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private const string Identify = """
        <s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope" xmlns:wsmid="http://schemas.dmtf.org/wbem/wsman/identity/1/wsmanidentity.xsd"><s:Header/><s:Body><wsmid:Identify/></s:Body></s:Envelope>
        """;

    [Fact]
    public async Task NTLM_logs_on_and_its_connection_serves_on()
    {
        var (code, output, errors) = await CurlAsync("-v", "--ntlm", "-u", "reader:" + WsManTestServer.Password, fixture.Server.Https.ToString(), fixture.Server.Https.ToString());
        Assert.Equal(0, code);
        Assert.Equal(2, Regex.Count(output, @"</\w+:IdentifyResponse>"));
        Assert.Contains("Re-using existing connection", errors);
        Assert.Contains("< HTTP/1.1 200", errors);
    }

    [Theory]
    [InlineData("reader:wrong")]
    [InlineData("nobody:" + WsManTestServer.Password)]
    [InlineData(@"OTHER\reader:" + WsManTestServer.Password)]
    public async Task NTLM_with_a_wrong_logon_stays_outside(string user)
    {
        var (_, output, errors) = await CurlAsync("-v", "--ntlm", "-u", user, fixture.Server.Https.ToString());
        Assert.DoesNotContain("IdentifyResponse", output);
        Assert.Contains("< HTTP/1.1 401", errors);
        Assert.DoesNotContain("< HTTP/1.1 200", errors);
    }

    [Fact]
    public async Task NTLM_without_channel_bindings_fails_where_they_are_strict()
    {
        await using var strict = await WsManTestServer.StartAsync(new WsManSettings { CbtHardeningLevel = "Strict" });
        var (_, output, errors) = await CurlAsync("-v", "--ntlm", "-u", "reader:" + WsManTestServer.Password, strict.Https.ToString());
        Assert.DoesNotContain("IdentifyResponse", output);
        Assert.DoesNotContain("< HTTP/1.1 200", errors);
    }

    [Fact]
    [Trait("Peer", "pywinrm")]
    public async Task Pywinrm_runs_a_command_over_NTLM()
    {
        await Peer.NeedModuleAsync("winrm", "python3-winrm");
        // Its NTLM wants MD4, which OpenSSL keeps in its legacy provider.
        var legacy = Path.Combine(Directory.CreateTempSubdirectory("sekimori-openssl-").FullName, "openssl.cnf");
        await File.WriteAllTextAsync(legacy, "openssl_conf = init\n[init]\nproviders = providers\n[providers]\ndefault = on\nlegacy = on\n[on]\nactivate = 1\n");
        var program = $"""
            import winrm
            r = winrm.Session('{fixture.Server.Https}', auth=('operator', '{WsManTestServer.Password}'), transport='ntlm', server_cert_validation='ignore').run_cmd('uname', ['-s'])
            print(r.status_code, r.std_out.decode())
            """;
        var (code, output, errors) = await Peer.RunAsync(Peer.Python, ["-W", "ignore", "-c", program], environment: new Dictionary<string, string> { ["OPENSSL_CONF"] = legacy });
        Assert.True(code == 0, errors);
        Assert.Equal("0 Linux", output.Trim());
    }

    private static Task<(int Code, string Output, string Errors)> CurlAsync(params string[] options)
    {
        Peer.Need("curl", "curl");
        return Peer.RunAsync("curl", ["-k", "-s", "--max-time", "30", "-H", "Content-Type: application/soap+xml;charset=UTF-8", "-d", Identify, .. options]);
    }
}
