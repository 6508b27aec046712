using System.Text;
using Sekimori.Client.WsMan;

namespace Sekimori.Server.Tests.Gateway.Terminated;

/// <summary>Somebody else's logon, and somebody else's shells, commands and enumerations.</summary>
[Trait("Size", "Large")]
public sealed class RiderTests
{
    private const string ShellActions = "http://schemas.microsoft.com/wbem/wsman/1/windows/shell/";
    private const string Transfer = "http://schemas.xmlsoap.org/ws/2004/09/transfer/";
    private const string Enumeration = "http://schemas.xmlsoap.org/ws/2004/09/enumeration/";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_thousand_interleaved_riders_are_never_served_as_alice()
    {
        await using var gate = await TerminatedGate.StartAsync();
        using var alice = gate.Client(scheme: WsManAuthentication.Ntlm);
        var uri = new WsManResource(Envelopes.System, []);
        await alice.GetElementAsync(uri, Token);
        var stop = false;
        var served = 0;
        // Alice works all the time, on connections that are logged on: here, and at the target.
        var working = Task.Run(async () =>
        {
            while (!Volatile.Read(ref stop))
            {
                await alice.GetElementAsync(uri, Token);
                Interlocked.Increment(ref served);
            }
        }, Token);
        await Parallel.ForAsync(0, 250, new ParallelOptions { MaxDegreeOfParallelism = 4, CancellationToken = Token }, async (_, _) =>
        {
            await using var rider = await gate.Gate.DialAsync();
            string[] logons = ["", "Authorization: Basic Ym9iOnhvdA==\r\n", "Authorization: Basic YWxpY2U6eA==\r\n", ""];
            foreach (var logon in logons)
            {
                var body = Envelopes.Get;
                await rider.WriteAsync(Encoding.ASCII.GetBytes($"POST /to/web1/wsman HTTP/1.1\r\nHost: gate\r\n{logon}" +
                    $"Content-Type: application/soap+xml\r\nContent-Length: {body.Length}\r\n\r\n{body}"), Token);
                var answer = await RunningGate.ReadAsync(rider, 20_000, "\r\n\r\n");
                Assert.StartsWith("HTTP/1.1 401", answer, StringComparison.Ordinal);
            }
        });
        Volatile.Write(ref stop, true);
        await working;
        Assert.True(served > 0);
        var lines = await gate.LinesAsync("target_name");
        Assert.All(lines, line => Assert.Equal("alice", line.GetProperty("account").GetString()));
    }

    [Fact]
    public async Task Bob_has_connections_of_his_own_to_the_target()
    {
        await using var gate = await TerminatedGate.StartAsync();
        using var alice = gate.Client();
        using var bob = gate.Client("bob");
        for (var i = 0; i < 5; i++)
        {
            await alice.GetElementAsync(new WsManResource(Envelopes.System, []), Token);
            await bob.GetElementAsync(new WsManResource(Envelopes.System, []), Token);
        }
        var ports = (await gate.LinesAsync("source_port"))
            .Select(line => (line.GetProperty("account").GetString(), line.GetProperty("source_port").GetString())).Distinct().ToList();
        Assert.Equal(2, ports.Count);
        Assert.Equal(2, ports.Select(pair => pair.Item2).Distinct().Count());
    }

    [Fact]
    public async Task Bob_does_not_find_what_is_alices()
    {
        await using var gate = await TerminatedGate.StartAsync();
        using var alice = gate.Client();
        using var bob = gate.Client("bob");
        await using var shell = await alice.OpenShellAsync(cancellationToken: Token);
        await using var command = await shell.StartAsync(new("cat"), Token);
        await using var own = await bob.OpenShellAsync(cancellationToken: Token);
        string[] actions = [Transfer + "Get", Transfer + "Delete", ShellActions + "Disconnect", ShellActions + "Reconnect",
            ShellActions + "Connect"];
        foreach (var action in actions) await SameAsync(action, "", Envelopes.OfShell(shell.Id), Envelopes.OfShell($"{Guid.NewGuid()}"));
        var receive = (string id) => $"<rsp:Receive><rsp:DesiredStream CommandId=\"{id}\">stdout</rsp:DesiredStream></rsp:Receive>";
        await SameAsync(ShellActions + "Receive", receive(command.Id), Envelopes.OfShell(shell.Id), Envelopes.OfShell($"{Guid.NewGuid()}"));
        // In his own shell, alice's command is as unknown as any other.
        var (_, theirs) = await gate.PostAsync("/to/web1/wsman", Envelopes.Request(ShellActions + "Receive", Envelopes.Shell,
            receive(command.Id), Envelopes.OfShell(own.Id)), "bob");
        var (_, none) = await gate.PostAsync("/to/web1/wsman", Envelopes.Request(ShellActions + "Receive", Envelopes.Shell,
            receive($"{Guid.NewGuid()}"), Envelopes.OfShell(own.Id)), "bob");
        Assert.Equal(Fault(none), Fault(theirs));
        Assert.Contains("No command with the CommandId", theirs, StringComparison.Ordinal);
        // Lists have his own alone, and Alice's work is as it was.
        Assert.Single(await ListAsync(bob));
        Assert.Single(await ListAsync(alice));
        Assert.Equal(2, gate.Gate.Terminated.Shells);

        async Task SameAsync(string action, string body, string theirSelectors, string noSelectors)
        {
            var (status, answer) = await gate.PostAsync("/to/web1/wsman",
                Envelopes.Request(action, Envelopes.Shell, body, theirSelectors), "bob");
            var (_, unknown) = await gate.PostAsync("/to/web1/wsman",
                Envelopes.Request(action, Envelopes.Shell, body, noSelectors), "bob");
            Assert.Equal(500, status);
            Assert.Contains("2150858843", answer, StringComparison.Ordinal);
            Assert.Equal(Fault(unknown), Fault(answer));
        }
    }

    [Fact]
    public async Task Bob_cannot_pull_from_alices_enumeration_nor_release_it()
    {
        await using var gate = await TerminatedGate.StartAsync();
        const string Processes = "http://schemas.microsoft.com/wbem/wsman/1/wmi/root/cimv2/Win32_Process";
        var (_, opened) = await gate.PostAsync("/to/web1/wsman",
            Envelopes.Request(Enumeration + "Enumerate", Processes, "<n:Enumerate/>"));
        var context = opened.Split("EnumerationContext>")[1].Split('<')[0];
        foreach (var action in (string[])["Pull", "Release", "Renew", "GetStatus"])
        {
            var (_, bobs) = await gate.PostAsync("/to/web1/wsman", Envelopes.Request(Enumeration + action, Processes,
                $"<n:{action}><n:EnumerationContext>{context}</n:EnumerationContext></n:{action}>"), "bob");
            Assert.Contains("InvalidEnumerationContext", bobs, StringComparison.Ordinal);
        }
        var (status, alices) = await gate.PostAsync("/to/web1/wsman", Envelopes.Request(Enumeration + "Pull", Processes,
            $"<n:Pull><n:EnumerationContext>{context}</n:EnumerationContext></n:Pull>"));
        Assert.Equal(200, status);
        Assert.Contains("Win32_Process", alices, StringComparison.Ordinal);
        // The same context for another class is none: what the policy has decided about is what is given.
        var (_, other) = await gate.PostAsync("/to/web1/wsman", Envelopes.Request(Enumeration + "Pull", Envelopes.System,
            $"<n:Pull><n:EnumerationContext>{context}</n:EnumerationContext></n:Pull>"));
        Assert.Contains("InvalidEnumerationContext", other, StringComparison.Ordinal);
    }

    private static async Task<IReadOnlyList<string>> ListAsync(WsManClient client)
    {
        var shells = new List<string>();
        await foreach (var shell in client.ListShellsAsync(Token)) shells.Add(shell.ToString());
        return shells;
    }

    // Without what differs in any two answers: the ids.
    private static string Fault(string answer) => System.Text.RegularExpressions.Regex.Replace(
        answer[answer.IndexOf("<s:Body", StringComparison.Ordinal)..], "[0-9A-Fa-f-]{36}", "ID");
}
