using Sekimori.App.Tests.Kit;

namespace Sekimori.Interop.Gateway;

/// <summary>What the target sees: the caller, over each way, and no other.</summary>
public sealed class DelegationTests(DelegationFixture fixture) : DelegatedCallers(fixture)
{
    private const string Shell = """
        import sys, warnings
        warnings.simplefilter('ignore')
        from winrm.protocol import Protocol
        def caller():
            return Protocol(endpoint=sys.argv[1], transport='kerberos', username='alice@LAB.TEST', server_cert_validation='ignore')
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
        Assert.Matches("\"account\":\"bob@LAB.TEST\"[^\n]*Win32_ComputerSystem", await Fixture.LogAsync("target"));
        Assert.Contains("\"asbob@LAB.TEST,delegated\"", await Fixture.LogAsync("gate"), StringComparison.Ordinal);
        Assert.False(File.Exists(Fixture.DefaultCache));
    }

    [Fact]
    [Trait("Peer", "curl")]
    public async Task Messages_to_a_target_without_TLS_are_sealed()
    {
        var (status, answer) = await GetAsync("bob", "web3", "Win32_BIOS");
        Assert.True(status == "200", answer + Fixture.GateLog);
        Assert.Matches("\"account\":\"bob@LAB.TEST\"[^\n]*Win32_BIOS", await Fixture.LogAsync("target"));
    }

    [Fact]
    [Trait("Peer", "pywinrm")]
    public async Task A_shell_of_pywinrm_outlives_its_connection()
    {
        Need();
        await PeerProgram.NeedModuleAsync("winrm", "python3-winrm");
        var run = await Fixture.RunAsync(PeerProgram.Python, "", await Fixture.GetTicketsAsync("alice"), "-c", Shell, Url("web1"));
        Assert.True(run.Code == 0, run.Errors + Fixture.GateLog);
        Assert.StartsWith("(b'out\\n', b'', 7)\n", run.Output, StringComparison.Ordinal);
        Assert.Contains("\"account\":\"alice-here\"", await Fixture.LogAsync("target"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Our_own_client_and_a_shell()
    {
        Need();
        await using var run = Fixture.Start(await Fixture.GetTicketsAsync("alice"), "shell", Url("web1"), "--ca", Fixture.Authority,
            "--auth", "kerberos", "--", "echo from-$((40 + 2))");
        Assert.True(await run.EndAsync() == 0, run.Error + Fixture.GateLog);
        Assert.Contains("from-42", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Peer", "pywinrm")]
    public async Task Users_of_the_realm_with_one_account_at_the_gate_stay_apart()
    {
        Need();
        await PeerProgram.NeedModuleAsync("winrm", "python3-winrm");
        var run = await Fixture.RunAsync(PeerProgram.Python, "", await Fixture.GetTicketsAsync("alice"), "-c", Shell, Url("web1"), "keep");
        Assert.True(run.Code == 0, run.Errors);
        var shell = run.Output.TrimEnd().Split('\n')[^1];
        // Administrator is "alice" at the gate, and is not alice; the target does not know it.
        var administrator = await Fixture.GetTicketsAsync("Administrator");
        var (_, answer) = await PostAsync(administrator, "web1", Transfer("Get", "http://schemas.microsoft.com/wbem/wsman/1/windows/shell",
            $"<w:Selector Name=\"ShellId\">{shell}</w:Selector>"), Negotiate);
        Assert.Contains(NoShell, answer, StringComparison.Ordinal);
        (_, answer) = await GetWithAsync(administrator, "web1", "Win32_Share", Negotiate);
        Assert.Contains(Denied, answer, StringComparison.Ordinal);
        Assert.Contains("\"account\":\"Administrator@LAB.TEST\"", await Fixture.LogAsync("target"), StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Peer", "curl")]
    public async Task Protocol_transition_makes_a_password_a_user_of_the_realm()
    {
        Need();
        string[] Basic(string user) => ["--basic", "-u", $"{user}:{DelegationFixture.Password}"];
        var (status, answer) = await GetWithAsync(NoTickets, "web1", "Win32_Processor", ["--gate2", .. Basic("bob")]);
        Assert.True(status == "200", answer + Fixture.SecondGateLog);
        Assert.Matches("\"account\":\"bob@LAB.TEST\"[^\n]*Win32_Processor", await Fixture.LogAsync("target"));
        Assert.Contains("\"asbob@LAB.TEST,byprotocoltransition\"", await Fixture.LogAsync("gate2"), StringComparison.Ordinal);

        // The KDC has the last word: on people, and on services.
        (status, answer) = await GetWithAsync(NoTickets, "web1", "Win32_Processor", ["--gate2", .. Basic("carol")]);
        Assert.Equal("500", status);
        Assert.Contains("act for carol@LAB.TEST at HTTP/web1.lab.test", Fixture.SecondGateLog, StringComparison.Ordinal);
        (status, answer) = await GetWithAsync(NoTickets, "web2", "Win32_Processor", ["--gate2", .. Basic("bob")]);
        Assert.Equal("500", status);
        Assert.Contains("act for bob@LAB.TEST at HTTP/web2.lab.test", Fixture.SecondGateLog, StringComparison.Ordinal);

        // Who has a ticket is who the ticket says.
        (status, answer) = await GetWithAsync(await Fixture.GetTicketsAsync("bob"), "web1", "Win32_Processor", "--gate2", "--negotiate",
            "-u", ":");
        Assert.True(status == "200", answer + Fixture.SecondGateLog);
        Assert.Contains("\"asbob@LAB.TEST,delegated\"", await Fixture.LogAsync("gate2"), StringComparison.Ordinal);
    }
}
