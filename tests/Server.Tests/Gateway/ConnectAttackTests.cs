using System.Net;
using System.Net.Sockets;
using System.Text;
using Sekimori.Gate;
using Sekimori.Gate.Gateway;
using Sekimori.Gate.Settings;
using Sekimori.Guard.Connect;
using Sekimori.Security;
using Sekimori.Security.Channels;
using Sekimori.Security.Credentials;

namespace Sekimori.Server.Tests.Gateway;

/// <summary>What people try at a gate: other hosts, other spellings, two requests in one, somebody else's logon.</summary>
[Trait("Size", "Large")]
public sealed class ConnectAttackTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private const string AllTargets = """
        version: 1
        default: allow
        audit: yes
        rules:
          - { name: every target, account: [alice, bob], target: "*", do: allow }
        """;

    // {0} is the target's port. All of them with a valid logon, and a policy that allows every target.
    [Theory]
    [InlineData("169.254.169.254:80")]
    [InlineData("[fd00:ec2::254]:80")]
    [InlineData("metadata.google.internal:80")]
    [InlineData("127.0.0.1:{0}")]
    [InlineData("localhost:{0}")]
    [InlineData("[::1]:{0}")]
    [InlineData("[::ffff:127.0.0.21]:{0}")]
    [InlineData("[::127.0.0.21]:{0}")]
    [InlineData("[64:ff9b::7f00:15]:{0}")]
    [InlineData("2130706453:{0}")]
    [InlineData("0x7f000015:{0}")]
    [InlineData("0177.0.0.025:{0}")]
    [InlineData("127.21:{0}")]
    [InlineData("127.0.0.021:{0}")]
    [InlineData("0:{0}")]
    [InlineData("echo:22")]
    [InlineData("echo:0")]
    [InlineData("echo:65536")]
    [InlineData("echo:0{0}")]
    [InlineData("echo:+{0}")]
    [InlineData("echo: {0}")]
    [InlineData("echo:{0}/")]
    [InlineData("echo:{0}:80")]
    [InlineData("echo")]
    [InlineData("echo:")]
    [InlineData(":{0}")]
    [InlineData("echo.:{0}")]
    [InlineData("echo/../echo:{0}")]
    [InlineData("echo%2e:{0}")]
    [InlineData("echo%00:{0}")]
    [InlineData("echo\u0000:{0}")]
    [InlineData("echo;x:{0}")]
    [InlineData("alice@echo:{0}")]
    [InlineData("echo@127.0.0.1:{0}")]
    [InlineData("echo#:{0}")]
    [InlineData("echo?x:{0}")]
    [InlineData("echo\\x:{0}")]
    [InlineData("https://echo:{0}")]
    [InlineData("//echo:{0}")]
    [InlineData("[echo]:{0}")]
    [InlineData("[127.0.0.21]:{0}")]
    [InlineData("[fe80::1%25lo]:{0}")]
    [InlineData("\u00e9cho:{0}")]
    [InlineData("e\u0441ho:{0}")]
    public async Task Only_the_names_and_ports_of_the_list_lead_anywhere(string authority)
    {
        await using var gate = await RunningGate.StartAsync(AllTargets);
        authority = authority.Replace("{0}", $"{gate.Target.Port}", StringComparison.Ordinal);
        var answer = await gate.AskAsync(Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(
            $"CONNECT {authority} HTTP/1.1\r\nHost: {authority}\r\n{RunningGate.Basic()}\r\n")));
        Assert.Matches("^HTTP/1.1 (400|403) ", answer);
        Assert.Contains("Connection: close", answer, StringComparison.Ordinal);
        Assert.Empty(gate.Target.Seen);
        // The gate serves on.
        await (await gate.OpenAsync()).DisposeAsync();
    }

    // {0} is the right authority, {1} the logon.
    [Theory]
    [InlineData("CONNECT {0} HTTP/1.1\r\nHost: {0}\r\nTransfer-Encoding: chunked\r\n{1}\r\n0\r\n\r\n")]
    [InlineData("CONNECT {0} HTTP/1.1\r\nHost: {0}\r\nContent-Length: 5\r\n{1}\r\nhello")]
    [InlineData("CONNECT {0} HTTP/1.1\r\nHost: {0}\r\nContent-Length: 0\r\nContent-Length: 5\r\n{1}\r\nhello")]
    [InlineData("CONNECT {0} HTTP/1.1\r\nHost: {0}\r\nContent-Length: +0\r\n{1}\r\n")]
    [InlineData("CONNECT {0} HTTP/1.1\r\nHost: {0}\r\nTransfer-Encoding : chunked\r\n{1}\r\n")]
    [InlineData("CONNECT {0} HTTP/1.1\r\nHost: {0}\r\nHost: {0}\r\n{1}\r\n")]
    [InlineData("CONNECT {0} HTTP/1.1\r\nHost: other:80\r\n{1}\r\n")]
    [InlineData("CONNECT {0} HTTP/1.1\r\n{1}\r\n")]
    [InlineData("CONNECT {0} HTTP/1.1\r\nHost: {0}\r\n{1}{1}\r\n")]
    [InlineData("CONNECT {0} HTTP/1.1\r\nHost: {0}\r\nX: a\r\n b\r\n{1}\r\n")]
    [InlineData("CONNECT {0} HTTP/1.1\r\nHost: {0}\r\nX\r\n{1}\r\n")]
    [InlineData("CONNECT {0} HTTP/1.1\r\nHost: {0}\r\nX\t: y\r\n{1}\r\n")]
    [InlineData("CONNECT {0} HTTP/1.1\r\nHost: {0}\r\nX: a\rb\r\n{1}\r\n")]
    [InlineData("CONNECT {0} HTTP/1.1\r\nHost: {0}\r\nX: a\0b\r\n{1}\r\n")]
    [InlineData("CONNECT {0} HTTP/1.1\nHost: {0}\n{1}\n\n")]
    [InlineData("CONNECT {0} HTTP/1.1\r\nHost: {0}\n{1}\r\n")]
    [InlineData("CONNECT  {0} HTTP/1.1\r\nHost: {0}\r\n{1}\r\n")]
    [InlineData("CONNECT {0}  HTTP/1.1\r\nHost: {0}\r\n{1}\r\n")]
    [InlineData("CONNECT {0} HTTP/1.1 \r\nHost: {0}\r\n{1}\r\n")]
    [InlineData("CONNECT {0} HTTP/2.0\r\nHost: {0}\r\n{1}\r\n")]
    [InlineData("CONNECT {0}\r\nHost: {0}\r\n{1}\r\n")]
    [InlineData("CONNECT {0} HTTP/1.1\r\nHost: {0}\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA\r\n{1}\r\n")]
    [InlineData("connect {0} HTTP/1.1\r\nHost: {0}\r\n{1}\r\n")]
    [InlineData("\r\nCONNECT {0} HTTP/1.1\r\nHost: {0}\r\n{1}\r\n")]
    [InlineData("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")]
    [InlineData("GET http://{0}/ HTTP/1.1\r\nHost: {0}\r\n{1}\r\n")]
    public async Task What_can_be_read_in_two_ways_opens_nothing(string form)
    {
        await using var gate = await RunningGate.StartAsync(AllTargets);
        var request = form.Replace("{0}", $"echo:{gate.Target.Port}", StringComparison.Ordinal)
            .Replace("{1}", RunningGate.Basic(), StringComparison.Ordinal);
        Assert.DoesNotContain("HTTP/1.1 200", await gate.AskAsync(request), StringComparison.Ordinal);
        Assert.Empty(gate.Target.Seen);
    }

    [Fact]
    public async Task A_second_request_behind_one_that_is_not_served_is_never_read()
    {
        await using var gate = await RunningGate.StartAsync(AllTargets);
        var authority = $"echo:{gate.Target.Port}";
        var without = $"CONNECT {authority} HTTP/1.1\r\nHost: {authority}\r\n\r\n";
        var with = $"CONNECT {authority} HTTP/1.1\r\nHost: {authority}\r\n{RunningGate.Basic()}\r\n";
        var answer = await gate.AskAsync(without + with);
        Assert.StartsWith("HTTP/1.1 407", answer, StringComparison.Ordinal);
        Assert.Contains("Connection: close", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("HTTP/1.1 200", answer, StringComparison.Ordinal);
        answer = await gate.AskAsync(with.Replace("echo", "ecch", StringComparison.Ordinal) + with);
        Assert.StartsWith("HTTP/1.1 403", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("HTTP/1.1 200", answer, StringComparison.Ordinal);
        Assert.Empty(gate.Target.Seen);
    }

    [Fact]
    public async Task After_a_challenge_the_connection_is_connects_alone()
    {
        await using var gate = await RunningGate.StartAsync(AllTargets);
        var authority = $"echo:{gate.Target.Port}";
        await using var stream = await gate.DialAsync();
        var answer = await RunningGate.AskAsync(stream, $"CONNECT {authority} HTTP/1.1\r\nHost: {authority}\r\n\r\n", 700);
        Assert.StartsWith("HTTP/1.1 407", answer, StringComparison.Ordinal);
        answer = await RunningGate.AskAsync(stream, "POST /wsman HTTP/1.1\r\nHost: gate\r\nContent-Length: 0\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 400", answer, StringComparison.Ordinal);
        // The other way round: behind a request of HTTP, CONNECT is no method of this server.
        await using var other = await gate.DialAsync();
        answer = await RunningGate.AskAsync(other, "GET / HTTP/1.1\r\nHost: gate\r\n\r\n", 700);
        Assert.StartsWith("HTTP/1.1 404", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("HTTP/1.1 200", await RunningGate.AskAsync(
            other, $"CONNECT {authority} HTTP/1.1\r\nHost: {authority}\r\n{RunningGate.Basic()}\r\n"), StringComparison.Ordinal);
        Assert.Empty(gate.Target.Seen);
    }

    [Fact]
    public async Task A_thousand_interleaved_riders_are_never_served_as_alice()
    {
        await using var gate = await RunningGate.StartAsync();
        var authority = $"echo:{gate.Target.Port}";
        await using var alice = await gate.OpenAsync();
        await alice.WriteAsync("mine"u8.ToArray(), Token);
        await alice.ReadExactlyAsync(new byte[4], Token);
        await Parallel.ForAsync(0, 250, new ParallelOptions { MaxDegreeOfParallelism = 4, CancellationToken = Token }, async (at, _) =>
        {
            await using var rider = await gate.DialAsync();
            // Without credentials, with bob's, with a wrong password and without again: four requests on one connection.
            string[] logons = ["", "Proxy-Authorization: Basic Ym9iOnhvdA==\r\n", "Authorization: Basic YWxpY2U6eA==\r\n", ""];
            foreach (var logon in logons)
            {
                var answer = await Exchange(rider, $"CONNECT {authority} HTTP/1.1\r\nHost: {authority}\r\n{logon}\r\n");
                Assert.StartsWith("HTTP/1.1 407", answer, StringComparison.Ordinal);
            }
        });
        Assert.Single(gate.Target.Seen);
        var opened = (await gate.StopAsync()).Where(line => line.Contains("\"name\":\"opened\"", StringComparison.Ordinal)).ToList();
        Assert.Single(opened);

        static async Task<string> Exchange(Stream stream, string text)
        {
            await stream.WriteAsync(Encoding.ASCII.GetBytes(text), Token);
            return await RunningGate.ReadAsync(stream, 15_000, "\r\n\r\n");
        }
    }

    [Fact]
    public async Task Bobs_logon_behind_alices_handshake_is_bobs()
    {
        await using var gate = await RunningGate.StartAsync();
        var authority = $"echo:{gate.Target.Port}";
        await using var stream = await gate.DialAsync();
        // Alice's NTLM negotiate: her name comes with the third message only, so this is anybody's.
        using var alice = new SecurityInitiator(PasswordCredential.Parse("alice", RunningGate.Password)).Initiate(SecurityScheme.Ntlm,
            new ContextOptions { Level = Sekimori.Guard.ProtectionLevel.Connect })!;
        var first = alice.Step(default).Token;
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"CONNECT {authority} HTTP/1.1\r\nHost: {authority}\r\n" +
            $"Proxy-Authorization: NTLM {Convert.ToBase64String(first.Span)}\r\n\r\n"), Token);
        Assert.StartsWith("HTTP/1.1 407", await RunningGate.ReadAsync(stream, 5000, "\r\n\r\n"), StringComparison.Ordinal);
        var answer = await RunningGate.AskAsync(
            stream, $"CONNECT {authority} HTTP/1.1\r\nHost: {authority}\r\n{RunningGate.Basic("bob")}\r\n");
        Assert.StartsWith("HTTP/1.1 403", answer, StringComparison.Ordinal);
        Assert.Contains("to bob", answer, StringComparison.Ordinal);
        Assert.Empty(gate.Target.Seen);
    }

    [Fact]
    public async Task A_head_without_end_and_a_silent_one_are_cut_off()
    {
        await using var gate = await RunningGate.StartAsync();
        var answer = await gate.AskAsync("CONNECT echo:1 HTTP/1.1\r\nX: " + new string('a', HeadBuffer.MaxBytes));
        Assert.StartsWith("HTTP/1.1 400", answer, StringComparison.Ordinal);
        await using var silent = await gate.DialAsync();
        await silent.WriteAsync("CONNECT echo"u8.ToArray(), Token);
        Assert.StartsWith("HTTP/1.1 400", await RunningGate.ReadAsync(silent, 25_000), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_connection_may_try_to_log_on_a_few_times_and_not_for_ever()
    {
        await using var gate = await RunningGate.StartAsync();
        await using var stream = await gate.DialAsync();
        var answers = 0;
        for (; answers < 20; answers++)
        {
            var answer = "";
            try
            {
                await stream.WriteAsync(Encoding.ASCII.GetBytes($"CONNECT echo:1 HTTP/1.1\r\nHost: echo:1\r\n\r\n"), Token);
                answer = await RunningGate.ReadAsync(stream, 5000, "\r\n\r\n");
            }
            catch (IOException)
            {
                // It is closed.
            }
            if (answer.Length == 0) break;
        }
        Assert.Equal(8, answers);
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("0.0.0.0")]
    [InlineData("169.254.169.254")]
    [InlineData("224.0.0.1")]
    [InlineData("255.255.255.255")]
    [InlineData("168.63.129.16")]
    [InlineData("100.100.100.200")]
    [InlineData("::1")]
    [InlineData("::")]
    [InlineData("::ffff:127.0.0.1")]
    [InlineData("::ffff:169.254.169.254")]
    [InlineData("fe80::1")]
    [InlineData("fd00:ec2::254")]
    [InlineData("64:ff9b::a9fe:a9fe")]
    [InlineData("2002:7f00:1::")]
    [InlineData("::127.0.0.1")]
    [InlineData("ff02::1")]
    public async Task No_target_has_an_address_of_the_gate_or_of_a_metadata_service(string address)
    {
        Assert.NotNull(RefusedNetworks.FindReason(IPAddress.Parse(address), new()));
        // Nor a name that leads there, alone or beside a good address.
        foreach (var answer in (IPAddress[][])[[IPAddress.Parse(address)], [IPAddress.Parse("198.51.100.2"), IPAddress.Parse(address)]])
        {
            var host = new TargetHost(Named(), new(), (_, _) => Task.FromResult(answer));
            await Assert.ThrowsAsync<TargetException>(() => host.ResolveAsync(Token).AsTask());
            Assert.Null(host.Address);
        }
    }

    [Fact]
    public async Task A_name_that_changes_its_address_leads_nowhere_else()
    {
        var answers = new Queue<string>(["198.51.100.2", "127.0.0.1", "198.51.100.66"]);
        var host = new TargetHost(Named(), new(), (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Parse(answers.Dequeue())]));
        for (var i = 0; i < 3; i++) Assert.Equal("198.51.100.2", (await host.ResolveAsync(Token)).ToString());
        Assert.Equal(2, answers.Count);
    }

    [Theory]
    [InlineData("10.1.2.3", true)]
    [InlineData("10.2.0.1", false)]
    public void Networks_bound_what_targets_may_have(string address, bool isAllowed) =>
        Assert.Equal(isAllowed,
            RefusedNetworks.FindReason(IPAddress.Parse(address), new() { Networks = AddressList.Parse("10.1.0.0/16") }) is null);

    [Fact]
    public async Task A_gate_is_not_its_own_target()
    {
        var own = 0;
        await using var gate = await RunningGate.StartAsync(AllTargets, changeAll: settings =>
        {
            own = settings.WsManPorts.Https;
            return settings with
            {
                Gateway = settings.Gateway with
                {
                    Targets = [new() { Name = "loop", Address = $"{RunningGate.Here}", Ports = [new((ushort)own, (ushort)own)] }],
                },
            };
        });
        var refused = await Assert.ThrowsAsync<Sekimori.Client.WsMan.WsManClientException>(() =>
            gate.Client().OpenAsync("loop", own, Token));
        Assert.Contains("is this gate itself", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_policy_there_is_no_gateway()
    {
        var failure = await Assert.ThrowsAsync<GateException>(() => RunningGate.StartAsync(changeAll: settings => settings with
        {
            Guard = settings.Guard with { Policy = null },
        }));
        Assert.Contains("policy template gateway", failure.Message, StringComparison.Ordinal);
    }

    private static GatewayTarget Named() => new() { Name = "dc1", Address = "dc1.lab.test", Ports = [new(135, 135)] };
}
