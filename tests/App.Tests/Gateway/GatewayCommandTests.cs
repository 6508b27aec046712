using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Sekimori.App.Tests.Kit;

namespace Sekimori.App.Tests.Gateway;

/// <summary>sekimori gate, targets, sessions and connect as people run them.</summary>
[Trait("Size", "Large")]
public sealed class GatewayCommandTests
{
    private const string Password = "Passw0rd-of-the-gate", Here = "127.0.0.21", There = "127.0.0.23";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_session_is_listed_shown_and_ended_and_a_killed_gate_tells_of_it()
    {
        using var folder = new TemporaryFolder();
        using var target = Listen();
        var (gate, port) = await GateAsync(folder, target);
        await using (gate)
        {
            await using var connect = Connect(folder, port, target, Password);
            await connect.WaitForAsync(command => command.Output.Contains("stop with Ctrl-C", StringComparison.Ordinal), "the connector");
            using var client = await OpenAsync(target);
            var listed = await SessionsAsync(folder, 1);
            var id = Assert.Single(listed).GetProperty("id").GetString()!;
            Assert.Equal("alice", listed[0].GetProperty("account").GetString());

            var (exitCode, output, _) = await Command.RunAsync("sessions", "show", id[..6], "--data", folder.Path);
            Assert.Equal(0, exitCode);
            Assert.All((string[])["alice, by NTLM", "echo, 127.0.0.21:", "it"], part =>
                Assert.Contains(part, output, StringComparison.Ordinal));
            (exitCode, output, _) = await Command.RunAsync("sessions", "end", id, "--data", folder.Path);
            Assert.Equal((0, $"session {id} of alice to echo has ended\n"), (exitCode, output));
            Assert.Equal(0, await client.GetStream().ReadAsync(new byte[1], Token).AsTask().WaitAsync(TimeSpan.FromSeconds(5), Token));
            Assert.Equal(1, (await Command.RunAsync("sessions", "show", id, "--data", folder.Path)).ExitCode);

            using var cut = await OpenAsync(target);
            Assert.Single(await SessionsAsync(folder, 1));
            gate.Process.Kill();
            await gate.Process.WaitForExitAsync(Token);
        }
        var (_, list, error) = await Command.RunAsync("sessions", "list", "--data", folder.Path);
        Assert.Contains("alice", list, StringComparison.Ordinal);
        Assert.Contains("no gateway uses this data folder", error, StringComparison.Ordinal);
        (gate, _) = await GateAsync(folder, target);
        await using (gate)
        {
            Assert.Empty(await SessionsAsync(folder, 0));
            Assert.Contains("was cut", gate.Error, StringComparison.Ordinal);
        }
        var (_, log, _) = await Command.RunAsync("log", "query", "--data", folder.Path, "--json");
        Assert.Contains("\"cut\"", log, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("wrong", "echo", 1, "denied the logon of alice")]
    [InlineData(Password, "other", 1, "is not a target of this gate")]
    public async Task The_connector_tells_at_once_what_is_wrong(string password, string name, int exitCode, string says)
    {
        using var folder = new TemporaryFolder();
        using var target = Listen();
        var (gate, port) = await GateAsync(folder, target);
        await using (gate)
        {
            await using var connect = Connect(folder, port, target, password, name);
            Assert.Equal(exitCode, await connect.EndAsync());
            Assert.Contains(says, connect.Error, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("192.0.2.1", "is not a loopback address")]
    [InlineData("0.0.0.0", "is not a loopback address")]
    public async Task The_connector_listens_on_loopback_alone(string address, string says)
    {
        var (exitCode, _, error) = await Command.RunAsync("connect", Here, "--target", "echo", "--listen", address);
        Assert.Equal(2, exitCode);
        Assert.Contains(says, error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Targets_are_listed_and_tested()
    {
        using var folder = new TemporaryFolder();
        using var target = Listen();
        var settings = Settings(folder, target, ServeCommand.FreePorts(1)[0]);
        var (exitCode, output, _) = await Command.RunAsync("targets", "list", "--settings", settings, "--json");
        Assert.Equal(0, exitCode);
        var names = JsonDocument.Parse(output).RootElement.EnumerateArray().Select(one => one.GetProperty("name").GetString());
        Assert.Equal(["echo", "meta"], names);
        (exitCode, output, _) = await Command.RunAsync("targets", "test", "echo", "--settings", settings);
        Assert.Equal(0, exitCode);
        Assert.Contains("accepts connections", output, StringComparison.Ordinal);
        (exitCode, output, _) = await Command.RunAsync("targets", "test", "--settings", settings);
        Assert.Equal(1, exitCode);
        Assert.Contains("where clouds serve metadata", output, StringComparison.Ordinal);
        Assert.Equal(2, (await Command.RunAsync("targets", "test", "other", "--settings", settings)).ExitCode);
        Assert.Equal(2, (await Command.RunAsync("targets", "list")).ExitCode);
    }

    [Theory]
    [InlineData("rpc: follow", "needs outer")]
    [InlineData("outer: 203.0.113.11", "needs rpc: follow, terminate or bridge")]
    [InlineData("rpc: follow\nouter: 0.0.0.0", "is every address")]
    [InlineData("rpc: follow\nouter: 203.0.113.11\nrpc-ntlm: true", "need rpc: terminate")]
    [InlineData("rpc: terminate\nouter: 203.0.113.11", "needs as: vault NAME")]
    [InlineData("rpc: terminate\nouter: 203.0.113.11\nas: vault it", "needs rpc-interfaces")]
    [InlineData("rpc: terminate\nouter: 203.0.113.11\nas: vault it\nrpc-interfaces: [samr, netlogon]", "use rpc: follow")]
    [InlineData("rpc: terminate\nouter: 203.0.113.11\nas: vault it\nrpc-interfaces: [nonsense]", "unknown interface")]
    [InlineData("rpc: terminate\nouter: 203.0.113.11\nas: vault it\nrpc-interfaces: [samr]\nrpc-level: connect",
        "is none of: privacy, integrity")]
    [InlineData("rpc: terminate\nouter: 203.0.113.11\nas: vault it\nrpc-interfaces: [IWbemLevel1Login]",
        "IWbemServices stands for DCOM and WMI")]
    [InlineData("rpc-without-logon: true", "needs rpc: follow")]
    [InlineData("wsman: bridge", "needs as: vault NAME")]
    [InlineData("wsman: bridges\nas: vault it", "bridges")]
    [InlineData("rpc: bridge\nas: vault it\nouter: 203.0.113.11", "needs wsman: https://")]
    [InlineData("rpc: bridge\nouter: 203.0.113.11\nwsman: http://198.51.100.10:135", "needs as: vault NAME")]
    [InlineData("wsman: bridge\nas: vault it\nrpc: bridge\nouter: 203.0.113.11", "need each other's protocol")]
    public async Task Half_a_setting_of_rpc_is_none(string lines, string says)
    {
        using var folder = new TemporaryFolder();
        var settings = folder.Write("settings.yaml", $"""
            gateway:
              targets:
                - name: dc1
                  address: 198.51.100.10
                  ports: [135, 49152-65535]
                  {lines.Replace("\n", "\n      ", StringComparison.Ordinal)}
            """);
        var (exitCode, _, error) = await Command.RunAsync("targets", "list", "--settings", settings);
        Assert.Equal(2, exitCode);
        Assert.Contains(says, error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("16 min", "is not between")]
    [InlineData("soon", "--for:")]
    public async Task A_logon_without_its_connection_has_a_short_time(string time, string says)
    {
        var (exitCode, _, error) = await Command.RunAsync("gate", "login", Here, "--target", "dc1", "--for", time);
        Assert.Equal(2, exitCode);
        Assert.Contains(says, error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_gate_needs_targets_and_a_policy()
    {
        using var folder = new TemporaryFolder();
        var (exitCode, _, error) = await Command.RunAsync("gate", "--data", folder.Path);
        Assert.Equal(2, exitCode);
        Assert.Contains("needs a policy", error, StringComparison.Ordinal);
        var policy = folder.Write("policy.yaml", (await Command.RunAsync("policy", "template", "gateway")).Output);
        (exitCode, _, error) = await Command.RunAsync("gate", "--data", folder.Path, "--policy", policy);
        Assert.Equal(2, exitCode);
        Assert.Contains("no targets", error, StringComparison.Ordinal);
    }

    private static TcpListener Listen()
    {
        var listener = new TcpListener(IPAddress.Parse(Here), 0);
        listener.Start();
        _ = AcceptAsync(listener);
        return listener;
    }

    private static async Task AcceptAsync(TcpListener listener)
    {
        try
        {
            while (true)
            {
                var client = await listener.AcceptTcpClientAsync();
                _ = EchoAsync(client);
            }
        }
        catch (Exception ended) when (ended is SocketException or InvalidOperationException)
        {
            // The test has ended.
        }
    }

    // Closes when the caller has: a session waits a while for what its target still has to say.
    private static async Task EchoAsync(TcpClient client)
    {
        using (client) await client.GetStream().CopyToAsync(client.GetStream());
    }

    private static string Settings(TemporaryFolder folder, TcpListener target, int port)
    {
        folder.Write("policy.yaml", "version: 1\naudit: yes\nrules: [{ name: it, account: alice, target: echo, do: allow }]\n");
        return folder.Write("settings.yaml", $"""
            address: {Here}
            policy: policy.yaml
            wsman:
              https-port: {port}
            gateway:
              lab-networks: [{Here}]
              targets:
                - name: echo
                  address: {Here}
                  ports: {((IPEndPoint)target.LocalEndpoint).Port}
                - name: meta
                  address: 169.254.169.254
                  ports: 80
            """);
    }

    private static async Task<(Command Gate, int Port)> GateAsync(TemporaryFolder folder, TcpListener target)
    {
        var port = ServeCommand.FreePorts(1)[0];
        var settings = Settings(folder, target, port);
        if (!File.Exists(folder.File("accounts.json")))
        {
            await using var account = Command.StartWith(
                Password, "account", "add", "alice", "--role", "operator", "--password-stdin", "--data", folder.Path);
            Assert.Equal(0, await account.EndAsync());
        }
        var gate = Command.Start("gate", "--settings", settings, "--data", folder.Path);
        await gate.WaitForAsync(command => command.Output.Contains("  Stop", StringComparison.Ordinal), "banner");
        return (gate, port);
    }

    private static Command Connect(TemporaryFolder folder, int port, TcpListener target, string password, string name = "echo") =>
        Command.StartWith(password, "connect", $"{Here}:{port}", "--target", name, "--listen", There, "--port",
            $"{((IPEndPoint)target.LocalEndpoint).Port}", "--user", "alice", "--password-stdin", "--fingerprint", Fingerprint(folder));

    private static string Fingerprint(TemporaryFolder folder)
    {
        using var certificate = System.Security.Cryptography.X509Certificates.X509Certificate2.CreateFromPem(
            File.ReadAllText(folder.File("certificate.pem")));
        return Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(certificate.RawData));
    }

    private static async Task<TcpClient> OpenAsync(TcpListener target)
    {
        var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Parse(There), ((IPEndPoint)target.LocalEndpoint).Port, Token);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes("x"), Token);
        await client.GetStream().ReadExactlyAsync(new byte[1], Token);
        return client;
    }

    /// <summary>The sessions, once there are as many as are waited for: the connector's first question is one that ends at once.</summary>
    private static async Task<List<JsonElement>> SessionsAsync(TemporaryFolder folder, int count)
    {
        for (var tries = 0; ; tries++)
        {
            var (exitCode, output, _) = await Command.RunAsync("sessions", "list", "--data", folder.Path, "--json");
            Assert.Equal(0, exitCode);
            List<JsonElement> sessions = [.. JsonDocument.Parse(output).RootElement.EnumerateArray()];
            if (sessions.Count == count || tries == 20) return sessions;
            await Task.Delay(100, Token);
        }
    }
}
