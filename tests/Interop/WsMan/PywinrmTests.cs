namespace Sekimori.Interop.WsMan;

/// <summary>pywinrm over HTTPS with Basic.</summary>
[Trait("Peer", "pywinrm")]
public sealed class PywinrmTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private const string Begin = """
        import sys, warnings, winrm
        warnings.simplefilter('ignore')
        s = winrm.Session(sys.argv[1], auth=(sys.argv[2], sys.argv[3]), transport='basic', server_cert_validation='ignore',
                          operation_timeout_sec=20, read_timeout_sec=30)

        """;

    [Fact]
    public async Task Output_and_exit_code_of_uname_are_right()
    {
        var (code, output, errors) = await RunAsync(
            "r = s.run_cmd('uname', ['-a']); sys.stdout.write(r.std_out.decode()); sys.exit(r.status_code)");
        var expected = await PeerProgram.RunAsync("uname", ["-a"]);
        Assert.Equal((0, expected.Output), (code, output));
        Assert.Equal("", errors);
    }

    [Fact]
    public async Task Arguments_are_words_of_the_command_line()
    {
        var (code, output, _) = await RunAsync(
            "r = s.run_cmd('printf', ['%s-', 'a', 'b', '\\'c d\\'']); sys.stdout.write(r.std_out.decode()); sys.exit(r.status_code)");
        Assert.Equal((0, "a-b-c d-"), (code, output));
    }

    [Fact]
    public async Task Error_output_and_exit_code_come_apart_from_output()
    {
        var (code, output, _) = await RunAsync(
            "r = s.run_cmd('echo out; echo err >&2; exit 7'); print([r.std_out, r.std_err, r.status_code])");
        Assert.Equal((0, "[b'out\\n', b'err\\n', 7]\n"), (code, output));
    }

    [Fact]
    public async Task A_command_reads_its_input()
    {
        const string Script = """
            from base64 import b64encode
            p = s.protocol
            shell = p.open_shell()
            c = p.run_command(shell, 'wc', ['-c'])
            data = b'x' * 70000
            def send(chunk, end):
                req = {'env:Envelope': p._get_soap_header(resource_uri='http://schemas.microsoft.com/wbem/wsman/1/windows/shell/cmd',
                       action='http://schemas.microsoft.com/wbem/wsman/1/windows/shell/Send', shell_id=shell)}
                stream = req['env:Envelope'].setdefault('env:Body', {}).setdefault('rsp:Send', {}).setdefault('rsp:Stream', {})
                stream['@Name'] = 'stdin'; stream['@CommandId'] = c; stream['#text'] = b64encode(chunk).decode()
                if end: stream['@End'] = 'true'
                import xmltodict
                p.send_message(xmltodict.unparse(req))
            send(data[:30000], False)
            send(data[30000:], True)
            print(p.get_command_output(shell, c))
            p.cleanup_command(shell, c)
            p.close_shell(shell)
            """;
        var (code, output, errors) = await RunAsync(Script);
        Assert.True(code == 0, errors);
        Assert.Equal("(b'70000\\n', b'', 0)\n", output);
    }

    [Fact]
    public async Task Ten_megabytes_of_output_arrive_whole()
    {
        const string Script = """
            import hashlib
            r = s.run_cmd('head -c 10485760 /dev/zero | tr "\\\\0" "x"; echo end')
            print(len(r.std_out), hashlib.sha256(r.std_out).hexdigest(), r.status_code)
            """;
        var (code, output, errors) = await RunAsync(Script);
        Assert.True(code == 0, errors);
        var bytes = new byte[10_485_764];
        bytes.AsSpan(0, 10_485_760).Fill((byte)'x');
        "end\n"u8.CopyTo(bytes.AsSpan(10_485_760));
        Assert.Equal($"10485764 {Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(bytes))} 0\n", output);
    }

    [Fact]
    public async Task A_command_that_runs_for_seventy_seconds_is_waited_for()
    {
        var (code, output, errors) = await RunAsync("r = s.run_cmd('sleep 70; echo awake; exit 3'); print([r.std_out, r.status_code])");
        Assert.True(code == 0, errors);
        Assert.Equal("[b'awake\\n', 3]\n", output);
    }

    [Fact]
    public async Task A_reader_opens_no_shell()
    {
        var (code, _, errors) = await RunAsync("s.run_cmd('true')", account: "reader");
        Assert.Equal(1, code);
        Assert.Contains("'wsmanfault_code': '5'", errors);
    }

    [Fact]
    public async Task A_wrong_password_is_refused()
    {
        var (code, _, errors) = await RunAsync("s.run_cmd('true')", password: "wrong");
        Assert.Equal(1, code);
        Assert.Contains("InvalidCredentialsError", errors);
    }

    [Fact]
    public async Task Basic_over_plain_http_is_refused()
    {
        var (code, _, errors) = await RunAsync("s.run_cmd('true')", url: fixture.Server.Http.ToString());
        Assert.Equal(1, code);
        Assert.Contains("InvalidCredentialsError", errors);
    }

    [Fact]
    public async Task Nothing_is_left_of_a_session()
    {
        await RunAsync("s.run_cmd('true')");
        Assert.Equal(0, fixture.Server.Service.Open.Shells);
    }

    private async Task<(int Code, string Output, string Errors)> RunAsync(
        string script, string account = "operator", string password = WsManTestServer.Password, string? url = null)
    {
        await PeerProgram.NeedModuleAsync("winrm", "python3-winrm");
        return await Peer.PythonAsync(Begin + script, url ?? fixture.Server.Https.ToString(), account, password);
    }
}
