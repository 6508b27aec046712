using Sekimori.App.Tests.Kit;

namespace Sekimori.Interop.Gateway;

/// <summary>
/// Callers outside, with tickets that came through the gate, at targets where the gate acts for them (S4U2proxy): a real KDC decides.
/// </summary>
[Trait("Peer", "kerberos")]
[Trait("Size", "Large")]
public sealed class DelegationTests(DelegationFixture fixture) : IClassFixture<DelegationFixture>
{
    private const string NoShell = "2150858843", Denied = "AccessDenied";

    private const string Rider = """
        import sys, warnings, requests, requests_kerberos
        warnings.simplefilter('ignore')
        url, password = sys.argv[1:3]
        envelope = sys.stdin.read()
        head = {'Content-Type': 'application/soap+xml;charset=UTF-8'}
        ticket = requests_kerberos.HTTPKerberosAuth(mutual_authentication=requests_kerberos.OPTIONAL)
        s = requests.Session(); s.trust_env = False
        def post(auth):
            a = s.post(url, data=envelope, headers=head, auth=auth, verify=False)
            print(a.status_code, 'AccessDenied' in a.text, 'Win32_OperatingSystem' in a.text)
        post(ticket)
        # The same connection, and somebody else's name; then nobody's.
        post(('bob', password))
        post(None)
        s.close()
        s = requests.Session(); s.trust_env = False
        post(None)
        post(('bob', password))
        """;

    private const string Shell = """
        import sys, warnings
        warnings.simplefilter('ignore')
        from winrm.protocol import Protocol
        def caller(): return Protocol(endpoint=sys.argv[1], transport='kerberos', username='x', server_cert_validation='ignore')
        first = caller()
        shell = first.open_shell()
        first.transport.session.close()
        # Another connection, and another logon: the shell is there.
        second = caller()
        c = second.run_command(shell, 'echo out; exit 7')
        print(second.get_command_output(shell, c))
        second.cleanup_command(shell, c)
        print(shell if len(sys.argv) > 2 else second.close_shell(shell))
        """;

    [Fact]
    [Trait("Peer", "curl")]
    public async Task The_target_sees_the_caller_of_curl()
    {
        var (status, answer) = await GetAsync("bob", "web1", "Win32_ComputerSystem");
        Assert.Equal(("200", true), (status, answer.Contains("Win32_ComputerSystem", StringComparison.Ordinal)));
        Assert.Matches("\"account\":\"bob@LAB.TEST\"[^\n]*Win32_ComputerSystem", await fixture.LogAsync("target"));
        Assert.Contains("\"asbob@LAB.TEST,delegated\"", await fixture.LogAsync("gate"), StringComparison.Ordinal);
        Assert.False(File.Exists(fixture.DefaultCache));
    }

    [Fact]
    [Trait("Peer", "curl")]
    public async Task Messages_to_a_target_without_TLS_are_sealed()
    {
        var (status, answer) = await GetAsync("bob", "web3", "Win32_BIOS");
        Assert.True(status == "200", answer + fixture.GateLog);
        Assert.Matches("\"account\":\"bob@LAB.TEST\"[^\n]*Win32_BIOS", await fixture.LogAsync("target"));
    }

    [Fact]
    [Trait("Peer", "pywinrm")]
    public async Task A_shell_of_pywinrm_outlives_its_connection()
    {
        Need();
        await PeerProgram.NeedModuleAsync("winrm", "python3-winrm");
        var run = await fixture.RunAsync(PeerProgram.Python, "", await fixture.GetTicketsAsync("alice"), "-c", Shell, Url("web1"));
        Assert.True(run.Code == 0, run.Errors + fixture.GateLog);
        Assert.StartsWith("(b'out\\n', b'', 7)\n", run.Output, StringComparison.Ordinal);
        Assert.Contains("\"account\":\"alice-here\"", await fixture.LogAsync("target"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Our_own_client_and_a_shell()
    {
        Need();
        await using var run = fixture.Start(await fixture.GetTicketsAsync("alice"), "shell", Url("web1"), "--ca", fixture.Authority,
            "--auth", "kerberos", "--", "echo from-$((40 + 2))");
        Assert.True(await run.EndAsync() == 0, run.Error + fixture.GateLog);
        Assert.Contains("from-42", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Peer", "pywinrm")]
    public async Task Nobody_rides_on_the_callers_credential()
    {
        Need();
        await PeerProgram.NeedModuleAsync("requests_kerberos", "python3-requests-kerberos");
        var cache = await fixture.GetTicketsAsync("alice");
        var stop = false;
        // Alice works meanwhile, from the same address.
        var working = Task.Run(async () =>
        {
            while (!Volatile.Read(ref stop)) await GetWithAsync(cache, "web1", "Win32_Process", "--negotiate", "-u", ":");
        }, TestContext.Current.CancellationToken);
        for (var i = 0; i < 5; i++)
        {
            var run = await fixture.RunAsync(PeerProgram.Python, Envelope("Win32_OperatingSystem"), cache, "-c", Rider, Url("web1"),
                DelegationFixture.Password);
            // Alice; bob by his password on her connection; her connection, which is hers; nobody; bob on a connection of his own.
            Assert.True(run.Code == 0, run.Errors);
            Assert.Equal("200 False True\n500 True False\n200 False True\n401 False False\n500 True False\n", run.Output);
        }
        Volatile.Write(ref stop, true);
        await working;
        var lines = (await fixture.LogAsync("target")).Split('\n');
        Assert.All(lines.Where(line => line.Contains("Win32_OperatingSystem", StringComparison.Ordinal)),
            line => Assert.Contains("\"account\":\"alice-here\"", line, StringComparison.Ordinal));
        Assert.Contains("no delegation: the caller has logged on by Basic", fixture.GateLog, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Peer", "curl")]
    public async Task Two_callers_interleaved_have_their_own_identities()
    {
        await Task.WhenAll(WorkAsync("alice", "Win32_Service"), WorkAsync("bob", "Win32_LogicalDisk"));
        var lines = (await fixture.LogAsync("target")).Split('\n');
        foreach (var (name, account) in (ReadOnlySpan<(string, string)>)[
            ("Win32_Service", "alice-here"), ("Win32_LogicalDisk", "bob@LAB.TEST")])
        {
            var own = lines.Where(line => line.Contains(name, StringComparison.Ordinal)).ToList();
            Assert.NotEmpty(own);
            Assert.All(own, line => Assert.Contains($"\"account\":\"{account}\"", line, StringComparison.Ordinal));
        }

        async Task WorkAsync(string user, string name)
        {
            Need();
            var cache = await fixture.GetTicketsAsync(user);
            for (var i = 0; i < 10; i++)
                Assert.Equal("200", (await GetWithAsync(cache, "web1", name, "--negotiate", "-u", ":")).Status);
        }
    }

    [Fact]
    [Trait("Peer", "pywinrm")]
    public async Task Users_of_the_realm_with_one_account_at_the_gate_stay_apart()
    {
        Need();
        await PeerProgram.NeedModuleAsync("winrm", "python3-winrm");
        var run = await fixture.RunAsync(PeerProgram.Python, "", await fixture.GetTicketsAsync("alice"), "-c", Shell, Url("web1"), "keep");
        Assert.True(run.Code == 0, run.Errors);
        var shell = run.Output.TrimEnd().Split('\n')[^1];
        // Administrator is "alice" at the gate, and is not alice; the target does not know it.
        var administrator = await fixture.GetTicketsAsync("Administrator");
        var (_, answer) = await PostAsync(administrator, "web1",
            Transfer("Get", "http://schemas.microsoft.com/wbem/wsman/1/windows/shell", $"<w:Selector Name=\"ShellId\">{shell}</w:Selector>"),
            "--negotiate", "-u", ":");
        Assert.Contains(NoShell, answer, StringComparison.Ordinal);
        (_, answer) = await GetWithAsync(administrator, "web1", "Win32_OperatingSystem", "--negotiate", "-u", ":");
        Assert.Contains(Denied, answer, StringComparison.Ordinal);
        Assert.Contains("\"account\":\"Administrator@LAB.TEST\"", await fixture.LogAsync("target"), StringComparison.Ordinal);
    }

    [Theory]
    [Trait("Peer", "curl")]
    [InlineData("--ntlm", "NTLM")]
    [InlineData("--basic", "Basic")]
    public async Task A_logon_by_another_scheme_is_refused_with_the_reason(string option, string scheme)
    {
        Need();
        var (status, answer) = await GetWithAsync("FILE:/nonexistent", "web1", "Win32_OperatingSystem", option, "-u",
            $"alice:{DelegationFixture.Password}");
        Assert.Equal("500", status);
        Assert.Contains($"a logon by {scheme} does not allow: log on by Kerberos", answer, StringComparison.Ordinal);
        Assert.Contains(Denied, answer, StringComparison.Ordinal);
        Assert.Contains($"no delegation: the caller has logged on by {scheme}", fixture.GateLog, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Peer", "curl")]
    public async Task A_sensitive_account_is_refused_in_one_line()
    {
        var before = fixture.GateLog.Length;
        var (status, answer) = await GetAsync("carol", "web1", "Win32_OperatingSystem");
        Assert.Equal("500", status);
        Assert.Contains(Denied, answer, StringComparison.Ordinal);
        Assert.Single(fixture.GateLog[before..].Split('\n'), line => line.Contains("carol", StringComparison.Ordinal)
            && line.Contains("not forwardable", StringComparison.Ordinal) && line.Contains("sensitive", StringComparison.Ordinal));
        Assert.DoesNotContain("carol", await fixture.LogAsync("target"), StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Peer", "curl")]
    public async Task A_ticket_that_is_not_forwardable_is_refused()
    {
        Need();
        var cache = await fixture.GetTicketsAsync("alice", isForwardable: false);
        var (status, answer) = await GetWithAsync(cache, "web1", "Win32_OperatingSystem", "--negotiate", "-u", ":");
        Assert.Equal("500", status);
        Assert.Contains("it must be forwardable", answer, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Peer", "curl")]
    public async Task A_service_that_is_not_listed_is_refused_by_the_KDC_in_one_line()
    {
        var before = fixture.GateLog.Length;
        var (status, answer) = await GetAsync("alice", "web2", "Win32_OperatingSystem");
        Assert.Equal("500", status);
        Assert.Contains("The gate cannot log on at the target web2", answer, StringComparison.Ordinal);
        // What the KDC says, and the names of accounts, are for the operator.
        Assert.DoesNotContain("msDS", answer, StringComparison.Ordinal);
        Assert.Single(fixture.GateLog[before..].Split('\n'), line => line.Contains("the KDC does not let HTTP/gate.lab.test@LAB.TEST act for " +
            "alice@LAB.TEST at HTTP/web2.lab.test", StringComparison.Ordinal) && line.Contains("msDS-AllowedToDelegateTo", StringComparison.Ordinal));
    }

    [Fact]
    [Trait("Peer", "curl")]
    public async Task A_forwarded_ticket_granting_ticket_is_not_used()
    {
        Need();
        var before = fixture.GateLog.Length;
        var (status, answer) = await GetWithAsync(await fixture.GetTicketsAsync("alice"), "web1", "Win32_OperatingSystem", "--negotiate",
            "-u", ":", "--delegation", "always");
        Assert.Equal("500", status);
        Assert.Contains(Denied, answer, StringComparison.Ordinal);
        Assert.Contains("forwards its ticket-granting ticket", fixture.GateLog[before..], StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Peer", "curl")]
    public async Task Protocol_transition_makes_a_password_a_user_of_the_realm()
    {
        Need();
        string[] Basic(string user) => ["--basic", "-u", $"{user}:{DelegationFixture.Password}"];
        const string none = "FILE:/nonexistent";
        var (status, answer) = await GetWithAsync(none, "web1", "Win32_Processor", ["--gate2", .. Basic("bob")]);
        Assert.True(status == "200", answer + fixture.SecondGateLog);
        Assert.Matches("\"account\":\"bob@LAB.TEST\"[^\n]*Win32_Processor", await fixture.LogAsync("target"));
        Assert.Contains("\"asbob@LAB.TEST,byprotocoltransition\"", await fixture.LogAsync("gate2"), StringComparison.Ordinal);

        // The KDC has the last word: on people, and on services.
        (status, answer) = await GetWithAsync(none, "web1", "Win32_Processor", ["--gate2", .. Basic("carol")]);
        Assert.Equal("500", status);
        Assert.Contains("of carol@LAB.TEST", fixture.SecondGateLog, StringComparison.Ordinal);
        (status, answer) = await GetWithAsync(none, "web2", "Win32_Processor", ["--gate2", .. Basic("bob")]);
        Assert.Equal("500", status);
        Assert.Contains("act for bob@LAB.TEST at HTTP/web2.lab.test", fixture.SecondGateLog, StringComparison.Ordinal);

        // Who has a ticket is who the ticket says.
        (status, answer) = await GetWithAsync(await fixture.GetTicketsAsync("bob"), "web1", "Win32_Processor", "--gate2", "--negotiate",
            "-u", ":");
        Assert.True(status == "200", answer + fixture.SecondGateLog);
        Assert.Contains("\"asbob@LAB.TEST,delegated\"", await fixture.LogAsync("gate2"), StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Peer", "curl")]
    public async Task Kerberos_at_CONNECT_and_Kerberos_behind_it()
    {
        Need();
        var cache = await fixture.GetTicketsAsync("bob");
        var run = await fixture.RunAsync("curl", Envelope("Win32_UserAccount"), cache, "-sk", "--proxy",
            $"https://{DelegationFixture.Gate}:443", "--proxy-cacert", fixture.Authority, "--proxy-negotiate", "--proxy-user", ":",
            "--negotiate", "-u", ":", "-H", "Content-Type: application/soap+xml;charset=UTF-8", "--data-binary", "@-", "-o", "-", "-w",
            "%{http_connect} %{http_code}", "https://web1.lab.test:5986/wsman");
        Assert.True(run.Code == 0, run.Errors + run.Output + fixture.GateLog);
        Assert.EndsWith("200 200", run.Output, StringComparison.Ordinal);
        Assert.Contains("\"scheme\":\"Kerberos\"", await fixture.LogAsync("gate"), StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Peer", "samba")]
    public async Task One_port_is_enough()
    {
        Need();
        // Nothing else listens on the gate's address, and nothing behind it is reachable.
        var (_, listening, _) = await fixture.RunAtGateAsync("ss", "-Htln", "src", "203.0.113.10");
        Assert.Equal("203.0.113.10:443", Assert.Single(listening.Split('\n', StringSplitOptions.RemoveEmptyEntries))
            .Split(' ', StringSplitOptions.RemoveEmptyEntries)[3]);
        var direct = await fixture.RunAsync("curl", "", "FILE:/nonexistent", "-sk", "-m", "5", "https://198.51.100.2:5986/wsman");
        Assert.NotEqual(0, direct.Code);

        // kinit; a shell at a target; RPC of the domain controller by a connector: all with one ticket.
        var cache = await fixture.GetTicketsAsync("alice");
        await using (var shell = fixture.Start(cache, "shell", Url("web1"), "--ca", fixture.Authority, "--auth", "kerberos", "--",
            "echo one-port"))
        {
            Assert.True(await shell.EndAsync() == 0, shell.Error);
            Assert.Contains("one-port", shell.Output, StringComparison.Ordinal);
        }
        await using var connector = fixture.Start(cache, "connect", $"{DelegationFixture.Gate}:443", "--target", "dc1", "--port", "135",
            "--ca", fixture.Authority, "--auth", "kerberos");
        await connector.WaitForAsync(started => started.Output.Contains("stop with Ctrl-C", StringComparison.Ordinal), "the connector");
        var rpc = await fixture.RunAsync("rpcclient", "", cache, "-U", $@"LAB\alice%{DelegationFixture.RealmPassword}",
            "ncacn_ip_tcp:127.0.0.1[seal]", "-c", "querydominfo");
        Assert.True(rpc.Code == 0, rpc.Output + rpc.Errors);
        Assert.Contains("LAB", rpc.Output, StringComparison.Ordinal);
    }

    private static string Url(string target, string gate = DelegationFixture.Gate) => $"https://{gate}/to/{target}/wsman";

    private static string Envelope(string name) => Transfer("Get", $"http://schemas.microsoft.com/wbem/wsman/1/wmi/root/cimv2/{name}", "");

    private static string Transfer(string action, string resource, string selectors) => $"""
        <s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope" xmlns:a="http://schemas.xmlsoap.org/ws/2004/08/addressing"
        xmlns:w="http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd"><s:Header><a:To>https://gate/wsman</a:To>
        <w:ResourceURI s:mustUnderstand="true">{resource}</w:ResourceURI><a:ReplyTo><a:Address s:mustUnderstand="true"
        >http://schemas.xmlsoap.org/ws/2004/08/addressing/role/anonymous</a:Address></a:ReplyTo><a:Action s:mustUnderstand="true"
        >http://schemas.xmlsoap.org/ws/2004/09/transfer/{action}</a:Action><a:MessageID>uuid:{Guid.NewGuid()}</a:MessageID>
        <w:OperationTimeout>PT20S</w:OperationTimeout><w:SelectorSet>{selectors}</w:SelectorSet></s:Header><s:Body/></s:Envelope>
        """;

    private void Need()
    {
        if (fixture.MissingReason is { } missing) Assert.Skip(missing);
        PeerProgram.Need("curl", "curl");
    }

    private async Task<(string Status, string Answer)> GetAsync(string user, string target, string name)
    {
        Need();
        return await GetWithAsync(await fixture.GetTicketsAsync(user), target, name, "--negotiate", "-u", ":");
    }

    // Enumerates, since not every class has a single object.
    private Task<(string Status, string Answer)> GetWithAsync(string cache, string target, string name, params string[] logon) =>
        PostAsync(cache, target, Enumerate(name), logon);

    private static string Enumerate(string name) => Envelope(name).Replace("2004/09/transfer/Get", "2004/09/enumeration/Enumerate",
        StringComparison.Ordinal).Replace("<w:SelectorSet></w:SelectorSet>", "", StringComparison.Ordinal).Replace("<s:Body/>",
        "<s:Body><n:Enumerate xmlns:n=\"http://schemas.xmlsoap.org/ws/2004/09/enumeration\"><w:OptimizeEnumeration/></n:Enumerate></s:Body>",
        StringComparison.Ordinal);

    private async Task<(string Status, string Answer)> PostAsync(string cache, string target, string envelope, params string[] logon)
    {
        var gate = logon.Contains("--gate2") ? "gate2.lab.test" : DelegationFixture.Gate;
        var run = await fixture.RunAsync("curl", envelope, cache, ["-s", "--cacert", fixture.Authority, .. logon.Where(one => one != "--gate2"),
            "-H", "Content-Type: application/soap+xml;charset=UTF-8", "--data-binary", "@-", "-w", "\n%{http_code}", Url(target, gate)]);
        Assert.True(run.Code == 0, $"curl: {run.Code} {run.Errors}");
        var end = run.Output.LastIndexOf('\n');
        return (run.Output[(end + 1)..], run.Output[..end]);
    }
}
