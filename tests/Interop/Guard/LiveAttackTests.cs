using System.Text.Json;

namespace Sekimori.Interop.Guard;

/// <summary>
/// Attackers' tools against our server: what they do is told, with account, address and command line, though the traffic is sealed.
/// </summary>
public sealed class LiveAttackTests
{
    private const string Create = """
        CREATE = '''<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope" xmlns:a="http://schemas.xmlsoap.org/ws/2004/08/addressing" xmlns:w="http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd"><s:Header>
        <a:To>http://windows-host:5985/wsman</a:To><w:ResourceURI s:mustUnderstand="true">http://schemas.microsoft.com/wbem/wsman/1/wmi/root/cimv2/Win32_Process</w:ResourceURI>
        <a:ReplyTo><a:Address>http://schemas.xmlsoap.org/ws/2004/08/addressing/role/anonymous</a:Address></a:ReplyTo>
        <a:Action>http://schemas.microsoft.com/wbem/wsman/1/wmi/root/cimv2/Win32_Process/Create</a:Action><a:MessageID>uuid:11111111-2222-4333-8444-555555555555</a:MessageID></s:Header>
        <s:Body><p:Create_INPUT xmlns:p="http://schemas.microsoft.com/wbem/wsman/1/wmi/root/cimv2/Win32_Process"><p:CommandLine>sleep 0.0017</p:CommandLine></p:Create_INPUT></s:Body></s:Envelope>'''

        """;

    [Fact]
    [Trait("Peer", "impacket")]
    public async Task A_sweep_of_the_endpoint_mapper_by_impacket_is_told()
    {
        await Attacker.NeedAsync("impacket", "python3-impacket");
        await using var gate = await GuardedGate.StartAsync();
        var (code, output) = await Attacker.RunAsync("""
            import sys
            from impacket.dcerpc.v5 import epm, transport
            for i in range(22):
                d = transport.DCERPCTransportFactory('ncacn_ip_tcp:%s[%s]' % (sys.argv[1], sys.argv[2])).get_dce_rpc(); d.connect()
                epm.hept_lookup(None, dce=d); d.disconnect()
            """, GuardedGate.Address, $"{gate.RpcPort}");
        Assert.True(code == 0, output);
        var alert = await gate.AlertAsync("mapper_sweep");
        Assert.Equal(GuardedGate.Address, alert.GetProperty("server").GetString());
        Assert.Equal("ept_lookup", alert.GetProperty("operation").GetString());
        Assert.NotEmpty(alert.GetProperty("causes").EnumerateArray());
    }

    [Fact]
    [Trait("Peer", "impacket")]
    public async Task A_call_in_tiny_fragments_by_impacket_is_told()
    {
        await Attacker.NeedAsync("impacket", "python3-impacket");
        await using var gate = await GuardedGate.StartAsync();
        var (code, output) = await Attacker.RunAsync("""
            import sys
            from impacket.dcerpc.v5 import epm, transport
            d = transport.DCERPCTransportFactory('ncacn_ip_tcp:%s[%s]' % (sys.argv[1], sys.argv[2])).get_dce_rpc(); d.connect()
            d.set_max_fragment_size(4)
            try: epm.hept_map(sys.argv[1], epm.MSRPC_UUID_PORTMAP, dce=d)
            except Exception as e: assert 'ept_s_not_registered' in str(e), e
            d.disconnect()
            """, GuardedGate.Address, $"{gate.RpcPort}");
        Assert.True(code == 0, output);
        Assert.Equal("ept_map", (await gate.AlertAsync("tiny_fragments")).GetProperty("operation").GetString());
    }

    [Fact]
    public async Task A_bind_of_very_many_contexts_and_fragments_out_of_order_are_told()
    {
        await using var gate = await GuardedGate.StartAsync();
        // A bind of 120 interfaces that nobody serves, then a fragment that starts nothing.
        byte[] contexts = [.. Enumerable.Range(0, 120)
            .SelectMany(
            id => (byte[])[(byte)id, 0, 1, 0, .. Guid.NewGuid().ToByteArray(), 1, 0, 0, 0,
            .. new Guid("8a885d04-1ceb-11c9-9fe8-08002b104860").ToByteArray(), 2, 0, 0, 0])];
        var length = BitConverter.GetBytes((ushort)(28 + contexts.Length));
        byte[] bind = [5, 0, 11, 3, 0x10, 0, 0, 0, .. length, 0, 0, 1, 0, 0, 0, 0xd0, 0x16, 0xd0, 0x16, 0, 0, 0, 0, 120, 0, 0, 0,
            .. contexts];
        byte[] fragment = [5, 0, 0, 0, 0x10, 0, 0, 0, 28, 0, 0, 0, 2, 0, 0, 0, 4, 0, 0, 0, 0, 0, 2, 0, 1, 2, 3, 4];
        using var client = new System.Net.Sockets.TcpClient();
        await client.ConnectAsync(GuardedGate.Address, gate.RpcPort);
        await client.GetStream().WriteAsync(bind);
        await client.GetStream().WriteAsync(fragment);
        var contextsTold = await gate.AlertAsync("odd_contexts");
        Assert.Equal("many_contexts", contextsTold.GetProperty("causes")[0].GetProperty("anomaly").GetString());
        Assert.StartsWith("127.0.0.", contextsTold.GetProperty("client").GetString());
        await gate.AlertAsync("odd_fragments");
    }

    [Theory]
    [InlineData(6)]
    [InlineData(5)]
    [Trait("Peer", "impacket")]
    public async Task Spraying_over_RPC_with_NTLM_by_impacket_is_told(int level)
    {
        await Attacker.NeedAsync("impacket", "python3-impacket");
        await using var gate = await GuardedGate.StartAsync();
        var (code, output) = await Attacker.RunAsync("""
            import sys
            from impacket.dcerpc.v5 import epm, transport
            for i in range(12):
                d = transport.DCERPCTransportFactory('ncacn_ip_tcp:%s[%s]' % (sys.argv[1], sys.argv[2])).get_dce_rpc()
                d.set_credentials('user%d' % i, 'Summer2026!', ''); d.set_auth_level(int(sys.argv[3])); d.connect()
                try:
                    epm.hept_lookup(None, dce=d)
                    sys.exit('let in')
                except Exception as e: pass
            """, GuardedGate.Address, $"{gate.RpcPort}", $"{level}");
        Assert.True(code == 0, output);
        await AssertSprayedAsync(gate, "NTLM");
    }

    [Fact]
    [Trait("Peer", "pywinrm")]
    public async Task Spraying_over_HTTPS_with_Basic_by_pywinrm_is_told()
    {
        await Attacker.NeedAsync("winrm", "python3-winrm");
        await using var gate = await GuardedGate.StartAsync();
        var (code, output) = await Attacker.RunAsync("""
            import sys, warnings, winrm
            warnings.simplefilter('ignore')
            for i in range(12):
                s = winrm.Session(sys.argv[1], auth=('user%d' % i, 'Summer2026!'), transport='basic', server_cert_validation='ignore')
                try:
                    s.run_cmd('id'); sys.exit('let in')
                except winrm.exceptions.InvalidCredentialsError: pass
            """, $"https://{GuardedGate.Address}:{gate.HttpsPort}/wsman");
        Assert.True(code == 0, output);
        await AssertSprayedAsync(gate, "Basic");
    }

    [Fact]
    [Trait("Peer", "impacket")]
    public async Task A_handshake_as_a_relay_makes_it_is_told()
    {
        await Attacker.NeedAsync("impacket", "python3-impacket");
        await using var gate = await GuardedGate.StartAsync();
        var (code, output) = await Attacker.RunAsync("""
            import base64, http.client, ssl, sys
            from impacket import ntlm
            c = http.client.HTTPSConnection(sys.argv[1], int(sys.argv[2]), context=ssl._create_unverified_context())
            def leg(token):
                c.request('POST', '/wsman', '<xml></xml>', {'Authorization': 'Negotiate ' + base64.b64encode(token).decode(), 'Content-Type': 'application/soap+xml;charset=UTF-8'})
                r = c.getresponse(); r.read(); return r
            one = ntlm.getNTLMSSPType1('', '', True)
            r = leg(one.getData())
            challenge = base64.b64decode(r.getheader('WWW-Authenticate').split()[1])
            three, key = ntlm.getNTLMSSPType3(one, challenge, sys.argv[3], sys.argv[4], '')
            print(leg(three.getData()).status)
            """, GuardedGate.Address, $"{gate.HttpsPort}", GuardedGate.Account, GuardedGate.Password);
        Assert.True(code == 0, output);
        Assert.DoesNotContain("401", output); // the relayed logon itself is right
        await gate.AlertAsync("relay_dummy");
        var unbound = await gate.AlertAsync("no_channel_binding");
        Assert.Equal(GuardedGate.Account, unbound.GetProperty("account").GetString());
    }

    [Fact]
    public async Task An_invoke_without_credentials_is_told_and_not_done()
    {
        await using var gate = await GuardedGate.StartAsync();
        using var client = new HttpClient(
            new SocketsHttpHandler { SslOptions = { RemoteCertificateValidationCallback = (_, _, _, _) => true } });
        using var content = new StringContent("""
            <s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope" xmlns:a="http://schemas.xmlsoap.org/ws/2004/08/addressing" xmlns:w="http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd"><s:Header>
            <w:ResourceURI>http://schemas.dmtf.org/wbem/wscim/1/cim-schema/2/SCX_OperatingSystem</w:ResourceURI>
            <a:Action>http://schemas.dmtf.org/wbem/wscim/1/cim-schema/2/SCX_OperatingSystem/ExecuteShellCommand</a:Action><a:MessageID>uuid:1</a:MessageID></s:Header>
            <s:Body><p:ExecuteShellCommand_INPUT xmlns:p="http://schemas.dmtf.org/wbem/wscim/1/cim-schema/2/SCX_OperatingSystem"><p:command>id</p:command></p:ExecuteShellCommand_INPUT></s:Body></s:Envelope>
            """, System.Text.Encoding.UTF8, "application/soap+xml");
        using var answer = await client.PostAsync(new Uri($"https://{GuardedGate.Address}:{gate.HttpsPort}/wsman"), content);
        Assert.Equal(System.Net.HttpStatusCode.Unauthorized, answer.StatusCode);
        var alert = await gate.AlertAsync("omigod_attempt");
        Assert.Equal(("high", "id"), (alert.GetProperty("severity").GetString(), alert.GetProperty("command_line").GetString()));
        Assert.DoesNotContain("omigod_success", gate.AlertNames());
    }

    [Theory]
    [InlineData("ntlm", "http")]
    [InlineData("basic", "https")]
    [Trait("Peer", "pywinrm")]
    public async Task A_process_started_by_pywinrm_is_told_with_account_address_and_command_line_though_it_is_sealed(
        string transport, string scheme)
    {
        await Attacker.NeedAsync("winrm", "python3-winrm");
        await using var gate = await GuardedGate.StartAsync();
        var (code, output) = await CreateAsync(gate, transport, scheme);
        Assert.True(code == 0, output);
        Assert.Contains("ReturnValue>0<", output);
        var alert = await gate.AlertAsync("wmi_process");
        Assert.Equal((GuardedGate.Account, "sleep 0.0017", "high"),
            (alert.GetProperty("account").GetString(), alert.GetProperty("command_line").GetString(),
            alert.GetProperty("severity").GetString()));
        Assert.StartsWith("127.0.0.", alert.GetProperty("client").GetString());
        // The audit log holds it too, and the request with its verdict.
        JsonElement request = default;
        for (var tries = 0; request.ValueKind == JsonValueKind.Undefined && tries < 50; tries++)
        {
            request = (await gate.LogAsync("--type", "request")).FirstOrDefault(line => line.TryGetProperty("command_line", out _));
            await Task.Delay(100);
        }
        Assert.Equal(("allow", "Create", 200),
            (request.GetProperty("verdict").GetString(), request.GetProperty("method").GetString(),
            request.GetProperty("status").GetInt32()));
        Assert.NotEmpty(await gate.LogAsync("--type", "alert"));
    }

    [Fact]
    [Trait("Peer", "pywinrm")]
    public async Task A_rule_that_denies_keeps_the_process_from_being_started()
    {
        await Attacker.NeedAsync("winrm", "python3-winrm");
        await using var gate = await GuardedGate.StartAsync("detection: { deny: [wmi_process] }\n");
        var (code, output) = await CreateAsync(gate, "basic", "https");
        Assert.NotEqual(0, code);
        Assert.Contains("AccessDenied", output);
        Assert.Equal("wmi_process", (await gate.AlertAsync("wmi_process")).GetProperty("name").GetString());
        Assert.Contains(await gate.LogAsync("--verdict", "deny"), line =>
            line.GetProperty("policy_rule").GetString() == "detection: wmi_process");
    }

    private static Task<(int Code, string Output)> CreateAsync(GuardedGate gate, string transport, string scheme) =>
        Attacker.RunAsync(Create + """
        import sys, warnings, winrm
        warnings.simplefilter('ignore')
        p = winrm.Protocol(sys.argv[1], transport=sys.argv[2], username=sys.argv[3], password=sys.argv[4], server_cert_validation='ignore', message_encryption='auto')
        try:
            a = p.send_message(CREATE); print(a if isinstance(a, str) else a.decode())
        except winrm.exceptions.WinRMTransportError as e:
            print(e.response_text); sys.exit(1)
        """, $"{scheme}://{GuardedGate.Address}:{(scheme == "http" ? gate.HttpPort : gate.HttpsPort)}/wsman", transport,
        GuardedGate.Account, GuardedGate.Password);

    private static async Task AssertSprayedAsync(GuardedGate gate, string scheme)
    {
        var alert = await gate.AlertAsync("password_spraying");
        Assert.Equal("high", alert.GetProperty("severity").GetString());
        Assert.StartsWith("127.0.0.", alert.GetProperty("client").GetString());
        Assert.All(alert.GetProperty("causes").EnumerateArray(), cause =>
            Assert.Equal(("logon", scheme), (cause.GetProperty("type").GetString(), cause.GetProperty("scheme").GetString())));
    }
}
