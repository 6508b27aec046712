using System.Text.RegularExpressions;
using Sekimori.WsMan.Operations;

namespace Sekimori.Interop.WsMan;

/// <summary>curl over HTTPS with the schemes whose handshake belongs to the connection.</summary>
[Trait("Peer", "curl")]
public sealed class NegotiateTests(ServerFixture fixture, RealmFixture realm) : IClassFixture<ServerFixture>, IClassFixture<RealmFixture>
{
    private const string Identify = """
        <s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope" xmlns:wsmid="http://schemas.dmtf.org/wbem/wsman/identity/1/wsmanidentity.xsd"><s:Header/><s:Body><wsmid:Identify/></s:Body></s:Envelope>
        """;

    [Fact]
    public async Task NTLM_logs_on_and_its_connection_serves_on()
    {
        var (code, output, errors) = await CurlAsync(
            "-v", "--ntlm", "-u", "reader:" + WsManTestServer.Password, fixture.Server.Https.ToString(), fixture.Server.Https.ToString());
        Assert.Equal(0, code);
        Assert.Equal(2, Regex.Count(output, @"</\w+:IdentifyResponse>"));
        Assert.Contains("Re-using existing connection", errors);
        Assert.Contains("< HTTP/1.1 200", errors);
    }

    [Theory]
    [InlineData("reader:wrong")]
    [InlineData("nobody:" + WsManTestServer.Password)]
    [InlineData(@"OTHER\reader:wrong")]
    public async Task NTLM_with_a_wrong_logon_stays_outside(string user)
    {
        var (_, output, errors) = await CurlAsync("-v", "--ntlm", "-u", user, fixture.Server.Https.ToString());
        Assert.DoesNotContain("IdentifyResponse", output);
        Assert.Contains("< HTTP/1.1 401", errors);
        Assert.DoesNotContain("< HTTP/1.1 200", errors);
    }

    [Theory] // no domain is configured: every one means the local accounts, as on a Windows server without a domain
    [InlineData(@"WORKGROUP\reader:")]
    [InlineData(@"localhost\reader:")]
    [InlineData(@"127.0.0.1\reader:")]
    [InlineData("reader@localhost:")]
    public async Task A_domain_that_nobody_has_heard_of_is_no_hindrance(string user)
    {
        foreach (var scheme in (string[])["--ntlm", "--basic"])
        {
            var (_, output, errors) = await CurlAsync("-v", scheme, "-u", user + WsManTestServer.Password, fixture.Server.Https.ToString());
            Assert.Contains("IdentifyResponse", output);
            Assert.Contains("< HTTP/1.1 200", errors);
        }
    }

    [Fact]
    public async Task NTLM_without_channel_bindings_fails_where_they_are_strict()
    {
        await using var strict = await WsManTestServer.StartAsync(new WsManSettings { CbtHardeningLevel = "Strict" });
        var (_, output, errors) = await CurlAsync("-v", "--ntlm", "-u", "reader:" + WsManTestServer.Password, strict.Https.ToString());
        Assert.DoesNotContain("IdentifyResponse", output);
        Assert.DoesNotContain("< HTTP/1.1 200", errors);
    }

    [Theory]
    [InlineData("Relaxed", true)]
    [InlineData("Strict", false)] // this curl names no channel
    public async Task Negotiate_with_a_ticket_of_the_realm_logs_on_where_no_channel_is_wanted(string hardening, bool logsOn)
    {
        await using var server = await realm.StartAsync(new WsManSettings { CbtHardeningLevel = hardening });
        PeerProgram.Need("curl", "curl");
        if ((await PeerProgram.RunAsync("curl", ["--version"])).Output is var version
            && !version.Contains("GSS-API", StringComparison.Ordinal))
            Assert.Skip("curl has no GSSAPI here");
        var url = new UriBuilder(server.Https) { Host = RealmFixture.Host }.Uri.ToString();
        var (code, output, errors) = await PeerProgram.RunAsync(
            "curl",
            ["-v", "-k", "-s", "--max-time", "30", "--negotiate", "-u", ":", "-H", "Content-Type: application/soap+xml;charset=UTF-8", "-d",
            Identify, url, url], environment: realm.Environment);
        Assert.Equal(0, code);
        Assert.Equal(logsOn ? 2 : 0, Regex.Count(output, @"</\w+:IdentifyResponse>"));
        Assert.Contains("Re-using existing connection", errors);
    }

    [Fact]
    [Trait("Peer", "nmap")]
    public async Task Nmap_reads_what_the_challenge_says()
    {
        PeerProgram.Need("nmap", "nmap");
        var server = fixture.Server.Https;
        var (_, output, _) = await PeerProgram.RunAsync(
            "nmap",
            ["-Pn", "-n", "-p", server.Port.ToString(System.Globalization.CultureInfo.InvariantCulture), "--script", "+http-ntlm-info",
            "--script-args", "http-ntlm-info.root=/wsman", server.Host]);
        var computer = new Sekimori.Security.Accounts.LocalAuthority(System.Net.Dns.GetHostName()).ComputerName;
        Assert.Contains("http-ntlm-info", output);
        Assert.Contains($"NetBIOS_Computer_Name: {computer}", output);
        Assert.Contains($"DNS_Computer_Name: {System.Net.Dns.GetHostName()}", output);
    }

    private static Task<(int Code, string Output, string Errors)> CurlAsync(params string[] options)
    {
        PeerProgram.Need("curl", "curl");
        return PeerProgram.RunAsync(
            "curl", ["-k", "-s", "--max-time", "30", "-H", "Content-Type: application/soap+xml;charset=UTF-8", "-d", Identify, .. options]);
    }
}
