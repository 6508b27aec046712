namespace Sekimori.Interop.WsMan;

/// <summary>curl and openssl: Identify, status codes, versions of TLS.</summary>
[Trait("Peer", "curl")]
public sealed class CurlTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private const string Identify = """
        <s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope" xmlns:wsmid="http://schemas.dmtf.org/wbem/wsman/identity/1/wsmanidentity.xsd"><s:Header/><s:Body><wsmid:Identify/></s:Body></s:Envelope>
        """;

    [Fact]
    public async Task Identify_is_answered_without_a_logon_and_says_nothing_of_the_system()
    {
        var (code, output, _) = await CurlAsync("-H", "WSMANIDENTIFY: unauthenticated", fixture.Server.Http.ToString());
        Assert.Equal(0, code);
        Assert.Contains("OS: 0.0.0 SP: 0.0 Stack: 3.0", output);
        Assert.DoesNotContain("SecurityProfileName", output);
    }

    [Fact]
    public async Task Identify_with_a_logon_says_what_the_system_is()
    {
        var (code, output, _) = await CurlAsync("-u", "reader:" + WsManTestServer.Password, fixture.Server.Https.ToString());
        Assert.Equal(0, code);
        Assert.Contains($"OS: {Environment.OSVersion.Version.ToString(3)} SP: 0.0 Stack: 3.0", output);
        Assert.Contains("http://schemas.dmtf.org/wbem/wsman/1/wsman/secprofile/https/basic", output);
    }

    [Theory]
    [InlineData("-H", "Expect: 100-continue")]
    [InlineData("-H", "Transfer-Encoding: chunked")]
    public async Task Bodies_come_in_every_way(params string[] options)
    {
        var (code, output, _) = await CurlAsync([.. options, "-u", "reader:" + WsManTestServer.Password, fixture.Server.Https.ToString()]);
        Assert.Equal(0, code);
        Assert.Contains("IdentifyResponse", output);
    }

    [Fact]
    public async Task Without_credentials_the_schemes_are_named_and_the_connection_stays()
    {
        var (code, output, errors) = await CurlAsync(
            "-v", "-o", "/dev/null", fixture.Server.Https.ToString(), "--next", "-k", "-s", "-d", Identify, "-u",
            "reader:" + WsManTestServer.Password, fixture.Server.Https.ToString());
        Assert.Equal(0, code);
        Assert.Contains("< HTTP/1.1 401", errors);
        Assert.Contains("Basic realm=\"WSMAN\"", errors);
        Assert.Contains("Re-using existing connection", errors);
        Assert.Contains("IdentifyResponse", output);
    }

    [Theory]
    [InlineData("-tls1_2", true)]
    [InlineData("-tls1_3", true)]
    [InlineData("-tls1_1", false)]
    public async Task Only_new_versions_of_tls_are_spoken(string version, bool spoken)
    {
        PeerProgram.Need("openssl", "openssl");
        var server = fixture.Server.Https;
        var (code, output, _) = await PeerProgram.RunAsync(
            "openssl", ["s_client", version, "-cipher", "DEFAULT@SECLEVEL=0", "-connect", $"{server.Host}:{server.Port}"]);
        Assert.Equal(spoken, code == 0 && output.Contains("Cipher is") && !output.Contains("Cipher is (NONE)"));
    }

    private static async Task<(int Code, string Output, string Errors)> CurlAsync(params string[] arguments)
    {
        PeerProgram.Need("curl", "curl");
        return await PeerProgram.RunAsync("curl",
            ["-k", "-s", "-H", "Content-Type: application/soap+xml;charset=UTF-8", "-d", Identify, .. arguments]);
    }
}
