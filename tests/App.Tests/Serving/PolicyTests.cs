using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Sekimori.App.Tests.Kit;

namespace Sekimori.App.Tests.Serving;

/// <summary>The guard of `sekimori serve`, as its operator meets it.</summary>
[Trait("Size", "Large")]
public class PolicyTests
{
    private const string Cimv2 = "http://schemas.microsoft.com/wbem/wsman/1/wmi/root/cimv2/",
        Enumerate = "http://schemas.xmlsoap.org/ws/2004/09/enumeration/Enumerate";

    [Fact]
    public async Task A_policy_is_swapped_while_it_serves_and_a_broken_one_is_refused_with_its_place()
    {
        using var folder = new TemporaryFolder();
        var policy = Path.Combine(folder.Path, "policy.yaml");
        await File.WriteAllTextAsync(policy, "version: 1\nrules:\n  - { name: loopback, from: loopback, do: allow }\n", Token);
        await AddAliceAsync(folder);
        await using var server = await ServeCommand.StartAsync(folder, "--policy", policy);
        Assert.Contains($"{policy}: 1 rules, watched", server.Command.Output);
        Assert.Equal(HttpStatusCode.OK, (await GetAsync(server, "Win32_OperatingSystem")).Status);

        await File.WriteAllTextAsync(policy,
            "version: 1\nrules:\n  - { name: no systems, class: Win32_OperatingSystem, do: deny, status: 1314 }\n  - { name: loopback, " +
            "from: loopback, do: allow }\n", Token);
        await server.Command.WaitForAsync(c =>
            c.Error.Contains("loaded the changed policy", StringComparison.Ordinal), "a line about the new policy");
        var (status, denied) = await GetAsync(server, "Win32_OperatingSystem");
        Assert.Equal(HttpStatusCode.InternalServerError, status);
        Assert.Contains("Code=\"1314\"", denied);
        Assert.Contains("AccessDenied", denied);
        Assert.DoesNotContain("AccessDenied", (await GetAsync(server, "Win32_ComputerSystem")).Body); // it lacks its key, and that is all

        await File.WriteAllTextAsync(policy, "version: 1\nrules:\n  - { name: broken, frm: loopback, do: allow }\n", Token);
        await server.Command.WaitForAsync(
            c => c.Error.Contains($"rejected the changed policy, the old one stays: {policy}:3:21: 'frm' is not a key of a rule",
            StringComparison.Ordinal), "a line about the broken policy");
        Assert.Equal(HttpStatusCode.InternalServerError, (await GetAsync(server, "Win32_OperatingSystem")).Status);

        server.Signal(15);
        Assert.Equal(0, await server.Command.EndAsync());
        var (_, log, _) = await Here.RunAsync("log", "query", "--json", "--limit", "1000", "--data", folder.Path);
        var lines = log.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement).ToList();
        Assert.Contains(lines, line => Text(line, "type") == "request" && Text(line, "verdict") == "deny"
            && Text(line, "policy_rule") == "no systems" && Text(line, "account") == "alice"
            && Text(line, "class_name") == "Win32_OperatingSystem");
        Assert.Contains(lines, line =>
            Text(line, "type") == "logon" && Text(line, "scheme") == "Basic" && Text(line, "verdict") == "allow");
        Assert.Contains(lines, line => Text(line, "type") == "change" && Text(line, "name") == "policy");
        var (verified, whole, _) = await Here.RunAsync("log", "verify", "--data", folder.Path);
        Assert.True(verified == 0, whole);
    }

    // More ways of writing the same: Adversary.
    [Theory]
    [InlineData("invoke", "Win32_Process")]
    [InlineData("invoke", "CIM_Process")]
    [InlineData("query", "*")]
    [InlineData("query", "Win32_Service")]
    [InlineData("enumerate", "Win32_Process")]
    [InlineData("enumerate", "CIM_Process")]
    public async Task A_denied_class_is_denied_whatever_the_body_or_the_address_of_the_request_names(string how, string resource)
    {
        using var folder = new TemporaryFolder();
        var policy = Path.Combine(folder.Path, "policy.yaml");
        await File.WriteAllTextAsync(policy,
            "version: 1\nrules:\n  - { name: no processes, class: Win32_Process, do: deny, status: 1314 }\n  - { name: loopback, from: " +
            "loopback, do: allow }\n", Token);
        await AddAliceAsync(folder);
        await using var server = await ServeCommand.StartAsync(folder, "--policy", policy);
        var (action, body) = how switch
        {
            "invoke" => ($"{Cimv2}Win32_Process/Create",
                $"<p:Create_INPUT xmlns:p=\"{Cimv2}{resource}\"><p:CommandLine>touch " +
                $"{folder.Path}/started</p:CommandLine></p:Create_INPUT>"),
            "query" =>
                (Enumerate,
                "<n:Enumerate><w:OptimizeEnumeration/><w:Filter Dialect=\"http://schemas.microsoft.com/wbem/wsman/1/WQL\">SELECT * FROM " +
                "Win32_Process</w:Filter></n:Enumerate>"),
            _ => (Enumerate, "<n:Enumerate><w:OptimizeEnumeration/></n:Enumerate>"),
        };
        var (status, answer) = await Soap.PostAsync(server, Soap.Envelope(Cimv2 + resource, action, body));
        Assert.Equal(HttpStatusCode.InternalServerError, status);
        Assert.DoesNotContain("<p:Handle>", answer);
        // The method of another class is not a method of this one: nobody need be asked.
        if (how != "invoke" || resource == "Win32_Process") Assert.Contains("Code=\"1314\"", answer);
        await Task.Delay(500, Token);
        Assert.False(File.Exists(Path.Combine(folder.Path, "started")));
    }

    [Theory]
    [InlineData("--allow", "8.8.8.0/24")]
    [InlineData("--allow", "0.0.0.0/0")]
    [InlineData("--address", "8.8.8.8")] // nobody's here: what is said of the policy comes before what the system says of the address
    public async Task Public_addresses_without_a_policy_are_refused(string option, string value)
    {
        using var folder = new TemporaryFolder();
        var (code, _, error) = await Command.RunAsync([.. ServeCommand.Arguments(ServeCommand.FreePorts(4), folder.Path), option, value]);
        Assert.Equal(2, code);
        Assert.StartsWith($"sekimori: {value} is public: set a policy (--policy FILE", error);
        Assert.Single(error.TrimEnd().Split('\n'));
    }

    [Fact]
    public async Task Public_addresses_without_a_policy_are_served_when_that_is_asked_for()
    {
        using var folder = new TemporaryFolder();
        await using var asked = await ServeCommand.StartAsync(folder, "--allow", "0.0.0.0/0", "--without-policy");
        Assert.False(await IsClosedAsync("127.0.0.31", asked.RpcPort));
    }

    [Theory]
    [InlineData("version: 1\nrules: [{ name: x, do: perhaps }]\n", ":2:24: expected allow, deny, limit, audit or ask for 'do'")]
    [InlineData(null, "cannot be read")]
    public async Task A_server_does_not_start_with_a_policy_that_cannot_be_used(string? text, string message)
    {
        using var folder = new TemporaryFolder();
        var policy = Path.Combine(folder.Path, "policy.yaml");
        if (text is not null) await File.WriteAllTextAsync(policy, text, Token);
        var (code, _, error) = await Command.RunAsync(
            [.. ServeCommand.Arguments(ServeCommand.FreePorts(4), folder.Path), "--policy", policy]);
        Assert.Equal(2, code);
        Assert.Contains(message, error);
        Assert.Single(error.TrimEnd().Split('\n'));
    }

    [Fact]
    public async Task With_a_policy_and_no_allow_list_the_policy_alone_says_who_gets_in()
    {
        using var folder = new TemporaryFolder();
        var policy = Path.Combine(folder.Path, "policy.yaml");
        await File.WriteAllTextAsync(policy, "version: 1\nrules:\n  - { name: one, from: 127.0.0.31, do: allow }\n", Token);
        await using var server = await ServeCommand.StartAsync(folder, "--policy", policy);
        Assert.True(await IsClosedAsync("127.0.0.32", server.RpcPort));
        Assert.True(await IsClosedAsync("127.0.0.32", server.HttpPort));
        Assert.DoesNotContain(
            true, await Task.WhenAll(IsClosedAsync("127.0.0.31", server.RpcPort), IsClosedAsync("127.0.0.31", server.HttpPort)));
        await server.Command.WaitForAsync(c =>
            c.Error.Contains("denied a connect of 127.0.0.32:", StringComparison.Ordinal), "a line about the refusal");
    }

    [Fact]
    public async Task Counters_and_health_are_told_on_a_port_of_their_own()
    {
        using var folder = new TemporaryFolder();
        var port = ServeCommand.FreePorts(1)[0];
        await AddAliceAsync(folder);
        await using var server = await ServeCommand.StartAsync(folder, "--metrics-port", $"{port}");
        Assert.Contains($"http://127.0.0.1:{port}/metrics, /health", server.Command.Output);
        await GetAsync(server, "Win32_OperatingSystem");
        await GetAsync(server, "Win32_OperatingSystem", "wrong");
        using var client = new HttpClient();
        Assert.Equal("ok\n", await client.GetStringAsync($"http://127.0.0.1:{port}/health", Token));
        var text = "";
        for (var tries = 0; tries < 50
            && !(text.Contains("outcome=\"failure\"", StringComparison.Ordinal)
            && text.Contains("type=\"request\"", StringComparison.Ordinal)); tries++)
        {
            text = await client.GetStringAsync($"http://127.0.0.1:{port}/metrics", Token);
            await Task.Delay(100, Token);
        }
        Assert.Contains("sekimori_observations_total{type=\"request\",transport=\"https\"} ", text);
        Assert.Contains("sekimori_logons_total{scheme=\"Basic\",outcome=\"success\"} 1", text);
        Assert.Contains("sekimori_logons_total{scheme=\"Basic\",outcome=\"failure\"} 1", text);
        Assert.Contains("sekimori_duration_seconds_bucket{transport=\"https\",le=\"+Inf\"} 1", text);
        Assert.Contains("# TYPE sekimori_queue_audit gauge", text);
        Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync(new Uri($"http://127.0.0.1:{port}/"), Token)).StatusCode);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static string? Text(JsonElement line, string name) =>
        line.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static async Task AddAliceAsync(TemporaryFolder folder)
    {
        Assert.Equal(
            0,
            (await Here.RunWithAsync("Geheim-1234\n",
            ["account", "add", "alice", "--role", "operator", "--password-stdin", "--data", folder.Path, .. Environment.IsPrivilegedProcess
            ? (string[])["--unix-user", "root"]
            : []])).ExitCode);
    }

    private static Task<(HttpStatusCode Status, string Body)> GetAsync(ServeCommand server, string name, string password = "Geheim-1234") =>
        Soap.PostAsync(server, Soap.Envelope(Cimv2 + name, "http://schemas.xmlsoap.org/ws/2004/09/transfer/Get", ""), password);

    private static async Task<bool> IsClosedAsync(string from, int port)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Parse(from), 0));
        try
        {
            await socket.ConnectAsync(IPAddress.Loopback, port);
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(1));
            return await socket.ReceiveAsync(new byte[1], limit.Token) == 0;
        }
        catch (SocketException)
        {
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
