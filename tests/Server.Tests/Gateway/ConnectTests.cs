using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Sekimori.Client.WsMan;
using Sekimori.Security;
using Sekimori.Security.Credentials;
using Sekimori.Server.Tests.Gateway.Terminated;

namespace Sekimori.Server.Tests.Gateway;

/// <summary>CONNECT: who reaches what, and what is recorded of it.</summary>
[Trait("Size", "Large")]
public sealed class ConnectTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(WsManAuthentication.Basic, "Basic", "echo")]
    [InlineData(WsManAuthentication.Ntlm, "NTLM", "ECHO.lab.test")]
    [InlineData(WsManAuthentication.Automatic, "NTLM", "127.0.0.21")]
    internal async Task A_caller_reaches_a_target_and_each_line_has_the_session(WsManAuthentication scheme, string name, string target)
    {
        await using var gate = await RunningGate.StartAsync();
        var message = new byte[300_000];
        Random.Shared.NextBytes(message);
        await using (var stream = await gate.OpenAsync("alice", scheme, target))
        {
            var writes = stream.WriteAsync(message, Token).AsTask();
            var echo = new byte[message.Length];
            await stream.ReadExactlyAsync(echo, Token);
            await writes;
            Assert.Equal(message, echo);
        }
        await WaitAsync(() => gate.Journal.ReadAll().Count == 0);

        var lines = (await gate.StopAsync()).Select(line => JsonDocument.Parse(line).RootElement)
            .Where(line => line.TryGetProperty("session", out _)).ToList();
        Assert.Equal(["logon", "session", "session"], lines.Select(line => line.GetProperty("type").GetString()));
        Assert.Single(lines.Select(line => line.GetProperty("session").GetString()).Distinct());
        Assert.All(lines, line => Assert.Equal(["alice", name, "echo"], Texts(line, "account", "scheme", "target_name")));
        Assert.Equal(["opened", "ended"], lines[1..].Select(line => line.GetProperty("name").GetString()));
        var sourcePort = Assert.Single(gate.Target.Seen).ToString(CultureInfo.InvariantCulture);
        Assert.All(lines[1..], line =>
        {
            Assert.Equal(["gateway", $"{RunningGate.Here}", sourcePort], Texts(line, "source", "server", "source_port"));
            Assert.Equal(gate.Target.Port, line.GetProperty("server_port").GetInt32());
        });
        Assert.Equal(["allow", "alice to echo"], Texts(lines[1], "verdict", "policy_rule"));
        Assert.Equal(["300000", "300000"], Texts(lines[2], "sent", "received"));

        static string?[] Texts(JsonElement line, params string[] names) => [.. names.Select(one => line.GetProperty(one).GetString())];
    }

    // Within the TLS of the gate, TLS is the target's: it takes only logons that are bound to its channel.
    [Fact]
    public async Task A_target_with_strict_channel_bindings_is_reached_end_to_end()
    {
        await using var gate = await TerminatedGate.StartAsync();
        using (var client = new WsManClient(gate.Inner.Url, new WsManClientOptions
        {
            UserName = InnerHost.User, Password = InnerHost.Secret, Authentication = WsManAuthentication.Ntlm,
            Initiator = new SecurityInitiator(PasswordCredential.Parse(InnerHost.User, InnerHost.Secret)),
            Trust = new WsManTrust { Fingerprint = gate.Inner.Fingerprint },
            Dial = async (_, port, cancellation) => await gate.Gate.Client().OpenAsync("web1", port, cancellation),
        }))
            Assert.Equal("Sekimori", (await client.IdentifyAsync(Token)).ProductVendor);
        Assert.NotEmpty(await gate.LinesAsync("session"));
        var logon = Assert.Single(await gate.Inner.StopAsync(), line => line.Contains("\"type\":\"logon\"", StringComparison.Ordinal));
        Assert.Contains("\"channel_bindings\":\"true\"", logon, StringComparison.Ordinal);
        Assert.Contains("\"status\":0", logon, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("alice", "wrong", "echo", 0, WsManFailure.LogonRefused, "denied the logon")]
    [InlineData("bob", RunningGate.Password, "echo", 0, WsManFailure.HttpRefused, "does not allow it to bob")]
    [InlineData("nobody", RunningGate.Password, "echo", 0, WsManFailure.HttpRefused, "does not allow it to nobody")]
    [InlineData("alice", RunningGate.Password, "ech", 0, WsManFailure.HttpRefused, "is not a target")]
    [InlineData("alice", RunningGate.Password, "echo", 22, WsManFailure.HttpRefused, "is not a target")]
    public async Task Who_may_not_is_refused_and_recorded_and_nothing_reaches_the_target(
        string user, string password, string target, int port, WsManFailure failure, string says)
    {
        await using var gate = await RunningGate.StartAsync();
        foreach (var scheme in (WsManAuthentication[])[WsManAuthentication.Basic, WsManAuthentication.Ntlm])
        {
            var refused = await Assert.ThrowsAsync<WsManClientException>(() =>
                gate.Client(user, password, scheme).OpenAsync(target, port == 0 ? gate.Target.Port : port, Token));
            Assert.Equal(failure, refused.Failure);
            Assert.Contains(says, refused.Message, StringComparison.Ordinal);
        }
        Assert.Empty(gate.Target.Seen);
        var lines = await gate.StopAsync();
        var type = failure == WsManFailure.LogonRefused ? "\"type\":\"logon\"" : "\"verdict\":\"deny\"";
        Assert.Equal(2, lines.Count(line => line.Contains(type, StringComparison.Ordinal)
            && line.Contains($"\"account\":\"{user}\"", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task The_answer_does_not_say_whether_a_denied_name_is_a_target()
    {
        await using var gate = await RunningGate.StartAsync();
        var texts = new List<string>();
        foreach (var target in (string[])["echo", "ecch"])
            texts.Add((await Assert.ThrowsAsync<WsManClientException>(() =>
                gate.Client("bob").OpenAsync(target, gate.Target.Port, Token))).Message.Replace(target, "it", StringComparison.Ordinal));
        Assert.Equal(texts[0], texts[1]);
    }

    [Fact]
    public async Task A_request_in_single_bytes_is_the_request_at_once_and_early_bytes_are_the_targets()
    {
        await using var gate = await RunningGate.StartAsync();
        var request = $"CONNECT echo:{gate.Target.Port} HTTP/1.1\r\nHost: echo:{gate.Target.Port}\r\n{RunningGate.Basic()}\r\nearly";
        await using var slow = await gate.DialAsync();
        foreach (var one in Encoding.ASCII.GetBytes(request)) await slow.WriteAsync(new[] { one }, Token);
        Assert.Equal("HTTP/1.1 200 Connection established\r\n\r\nearly", await RunningGate.ReadAsync(slow, 5000, "early"));
        await using var fast = await gate.DialAsync();
        await fast.WriteAsync(Encoding.ASCII.GetBytes(request), Token);
        Assert.Equal("HTTP/1.1 200 Connection established\r\n\r\nearly", await RunningGate.ReadAsync(fast, 5000, "early"));
    }

    [Fact]
    public async Task Messages_of_every_size_follow_each_other_whole()
    {
        await using var gate = await RunningGate.StartAsync();
        await using var stream = await gate.OpenAsync();
        // Around the buffer that waits for the target, and around a record of TLS: little after much, and much after little.
        foreach (var size in (int[])[1, 1023, 1024, 1, 1025, 2048, 200, 16_384, 16_385, 1, 100_000, 1024, 7])
        {
            var message = new byte[size];
            Random.Shared.NextBytes(message);
            var writes = stream.WriteAsync(message, Token).AsTask();
            var echo = new byte[size];
            await stream.ReadExactlyAsync(echo, Token);
            await writes;
            Assert.Equal(message, echo);
        }
    }

    [Fact]
    public async Task A_target_that_does_not_listen_is_told_apart_from_one_that_is_denied()
    {
        await using var gate = await RunningGate.StartAsync();
        gate.Target.Dispose();
        // Nobody else is given the port meanwhile.
        using var held = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await BindAsync(held, new IPEndPoint(RunningGate.Here, gate.Target.Port));
        var refused = await Assert.ThrowsAsync<WsManClientException>(() => gate.OpenAsync());
        Assert.Contains("cannot be reached", refused.Message, StringComparison.Ordinal);
        Assert.Contains(await gate.StopAsync(), line => line.Contains("\"status\":502", StringComparison.Ordinal)
            && line.Contains("cannot be reached", StringComparison.Ordinal));
    }

    // A listener closes once the accept that was under way has ended.
    private static async Task BindAsync(Socket socket, IPEndPoint end)
    {
        for (var tries = 0; ; tries++)
        {
            try
            {
                socket.Bind(end);
                return;
            }
            catch (SocketException busy) when (busy.SocketErrorCode == SocketError.AddressAlreadyInUse && tries < 100)
            {
                await Task.Delay(20, Token);
            }
        }
    }

    [Fact]
    public async Task Either_side_may_close_and_the_other_learns_it()
    {
        await using var gate = await RunningGate.StartAsync();
        await using var stream = await gate.OpenAsync();
        await stream.WriteAsync("x"u8.ToArray(), Token);
        await stream.ReadExactlyAsync(new byte[1], Token);
        gate.Target.CloseAll();
        Assert.Equal(0, await stream.ReadAsync(new byte[1], Token).AsTask().WaitAsync(TimeSpan.FromSeconds(5), Token));
        var other = await gate.OpenAsync();
        await other.DisposeAsync();
        await WaitAsync(() => gate.Journal.ReadAll().Count == 0);
        var ends = (await gate.StopAsync()).Where(line => line.Contains("\"name\":\"ended\"", StringComparison.Ordinal)).ToList();
        Assert.Contains("the target closed", ends[0], StringComparison.Ordinal);
        // Our client leaves without TLS's last word.
        Assert.Matches("the caller (closed|broke off)", ends[1]);
    }

    [Fact]
    public async Task A_gate_alone_serves_nothing_of_its_own_host()
    {
        await using var gate = await RunningGate.StartAsync();
        foreach (var path in (string[])["/wsman", "/wsman-anon/identify", "/"])
        {
            var answer = await gate.AskAsync($"POST {path} HTTP/1.1\r\nHost: gate\r\nWSMANIDENTIFY: unauthenticated\r\n" +
                $"Authorization: {RunningGate.Basic()["Proxy-Authorization: ".Length..]}Content-Length: 0\r\nConnection: close\r\n\r\n");
            // At /wsman somebody may name a target: a fault there, and nothing of this host either.
            Assert.StartsWith(path == "/wsman" ? "HTTP/1.1 500" : "HTTP/1.1 404", answer, StringComparison.Ordinal);
            Assert.DoesNotContain("ProductVendor", answer, StringComparison.Ordinal);
        }
    }

    internal static async Task WaitAsync(Func<bool> condition, int seconds = 5)
    {
        for (var i = 0; i < seconds * 20 && !condition(); i++) await Task.Delay(50, Token);
        Assert.True(condition());
    }
}
