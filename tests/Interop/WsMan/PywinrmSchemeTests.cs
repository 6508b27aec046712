namespace Sekimori.Interop.WsMan;

/// <summary>pywinrm with the schemes whose handshake belongs to the connection.</summary>
[Trait("Peer", "pywinrm")]
public sealed class PywinrmSchemeTests(ServerFixture fixture, RealmFixture realm)
    : IClassFixture<ServerFixture>, IClassFixture<RealmFixture>
{
    private const string Commands = """
        import sys, warnings
        warnings.simplefilter('ignore')
        import winrm
        from winrm.exceptions import WinRMError
        s = winrm.Session(sys.argv[1], auth=(sys.argv[2], sys.argv[3]), server_cert_validation='ignore', **eval(sys.argv[4]))
        r = s.run_cmd('uname', ['-s']); print(r.status_code, r.std_out.decode().strip())
        r = s.run_cmd('echo out; echo err >&2; exit 7'); print(r.status_code, r.std_out, r.std_err)
        r = s.run_cmd('head -c 3000000 /dev/zero | tr "\\0" x'); print(r.status_code, len(r.std_out))
        try:
            s.protocol.get_command_output('00000000-0000-0000-0000-000000000000', '00000000-0000-0000-0000-000000000000')
        except WinRMError as e:
            print('fault', 'shell' in str(e))
        """;

    private const string Expected = "0 Linux\n7 b'out\\n' b'err\\n'\n0 3000000\nfault True\n";

    [Theory]
    [InlineData(false, "auto")]
    [InlineData(false, "always")]
    [InlineData(true, "never")]
    [InlineData(true, "always")]
    public async Task NTLM_runs_commands_and_reads_faults(bool tls, string encryption)
    {
        var (code, output, errors) = await RunAsync(
            Commands, Url(tls), "operator", WsManTestServer.Password, $"dict(transport='ntlm', message_encryption='{encryption}')");
        Assert.True(code == 0, errors);
        Assert.Equal(Expected, output);
    }

    [Theory]
    [InlineData("operator", "wrong")]
    [InlineData("nobody", WsManTestServer.Password)]
    public async Task NTLM_with_a_wrong_logon_is_refused(string user, string password)
    {
        var (code, _, errors) = await RunAsync(Commands, Url(tls: false), user, password, "dict(transport='ntlm')");
        Assert.Equal(1, code);
        Assert.Contains("InvalidCredentialsError", errors);
    }

    [Fact]
    public async Task Kerberos_runs_commands_over_https()
    {
        await using var server = await realm.StartAsync();
        var (code, output, errors) = await RunAsync(
            Commands, Named(server.Https), realm.User, "", "dict(transport='kerberos')", realm.Environment);
        Assert.True(code == 0, errors);
        Assert.Equal(Expected, output);
    }

    [Fact]
    public async Task Kerberos_over_plain_http_is_refused_as_Debian_s_client_encrypts_nothing()
    {
        await using var server = await realm.StartAsync();
        var (code, output, errors) = await RunAsync(
            Commands, Named(server.Http), realm.User, "", "dict(transport='kerberos')", realm.Environment);
        Assert.Equal(1, code);
        Assert.Equal("", output);
        Assert.Contains("accepts encrypted messages only", errors);
        Assert.Equal(0, server.Service.Open.Shells);
    }

    private Uri Url(bool tls) => tls ? fixture.Server.Https : fixture.Server.Http;

    private static Uri Named(Uri address) => new UriBuilder(address) { Host = RealmFixture.Host }.Uri;

    private static async Task<(int Code, string Output, string Errors)> RunAsync(
        string script, Uri url, string user, string password, string options, IEnumerable<KeyValuePair<string, string>>? environment = null)
    {
        await PeerProgram.NeedModuleAsync("winrm", "python3-winrm");
        return await PeerProgram.RunAsync(PeerProgram.Python, ["-c", script, url.ToString(), user, password, options],
            environment: [new("OPENSSL_CONF", await Peer.LegacyOpenSslAsync()), .. environment ?? []]);
    }
}
