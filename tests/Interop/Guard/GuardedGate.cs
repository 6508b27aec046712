using System.Text.Json;
using Sekimori.App.Tests.Kit;

namespace Sekimori.Interop.Guard;

/// <summary>
/// A running `sekimori serve` with an account, its alerts in a file. Each test has its own: rules that count must start at nothing.
/// </summary>
internal sealed class GuardedGate : IAsyncDisposable
{
    public const string Address = "127.0.0.31", Account = "alice", Password = "Geheim-1234";

    private readonly TemporaryFolder _folder = new();
    private Command _server = null!;

    public int RpcPort { get; private set; }

    public int HttpPort { get; private set; }

    public int HttpsPort { get; private set; }

    private string AlertFile => Path.Combine(_folder.Path, "alerts.jsonl");

    public static async Task<GuardedGate> StartAsync(string settings = "", string role = "operator")
    {
        var gate = new GuardedGate();
        string[] unixUser = Environment.IsPrivilegedProcess ? ["--unix-user", "root"] : [];
        await using (var add = Command.StartWith(
            Password + "\n", ["account", "add", Account, "--role", role, "--password-stdin", "--data", gate._folder.Path, .. unixUser]))
            Assert.Equal(0, await add.EndAsync());
        var ports = Enumerable.Range(0, 4).Select(_ => Listener()).ToArray();
        (gate.RpcPort, gate.HttpPort, gate.HttpsPort) = (Port(ports[0]), Port(ports[1]), Port(ports[2]));
        var dynamic = Port(ports[3]);
        foreach (var port in ports) port.Dispose();
        var file = Path.Combine(gate._folder.Path, "settings.yaml");
        await File.WriteAllTextAsync(file, $"alerts: {{ file: {gate.AlertFile}, severity: informational }}\n{settings}");
        gate._server = Command.Start("serve", "--settings", file, "--address", Address, "--rpc-port", $"{gate.RpcPort}",
            "--rpc-dynamic-port", $"{dynamic}", "--http-port", $"{gate.HttpPort}",
            "--https-port", $"{gate.HttpsPort}", "--data", gate._folder.Path);
        await gate._server.WaitForAsync(server => server.Output.Contains("  Stop", StringComparison.Ordinal), "banner");
        return gate;
    }

    /// <summary>Waits for the alert of a rule.</summary>
    public async Task<JsonElement> AlertAsync(string rule)
    {
        await _server.WaitForAsync(_ => Find(rule) is not null, $"alert {rule}");
        return Find(rule)!.Value;
    }

    /// <summary>The alerts so far, by their rules' names.</summary>
    public IEnumerable<string> AlertNames() => Alerts().Select(alert => alert.GetProperty("name").GetString()!);

    /// <summary>Gives a group of a Kerberos realm a role.</summary>
    public async Task MapGroupAsync(string sid, string role)
    {
        var (code, _, error) = await Command.RunAsync("account", "map", "--group-sid", sid, "--role", role, "--data", _folder.Path);
        Assert.True(code == 0, error);
    }

    /// <summary>What the audit log holds.</summary>
    public async Task<IReadOnlyList<JsonElement>> LogAsync(params string[] query)
    {
        var (code, output, error) = await Command.RunAsync(
            ["log", "query", "--json", "--limit", "10000", "--data", _folder.Path, .. query]);
        Assert.True(code == 0, error);
        return [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)];
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _folder.Dispose();
    }

    private JsonElement? Find(string rule) =>
        Alerts().Cast<JsonElement?>().FirstOrDefault(alert =>
        alert!.Value.TryGetProperty("name", out var name) && name.GetString() == rule);

    private IEnumerable<JsonElement> Alerts()
    {
        if (!File.Exists(AlertFile)) yield break;
        using var reader = new StreamReader(new FileStream(AlertFile, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        var text = reader.ReadToEnd();
        // The last line may be half written.
        foreach (var line in text[..(text.LastIndexOf('\n') + 1)].Split('\n', StringSplitOptions.RemoveEmptyEntries))
            yield return JsonDocument.Parse(line).RootElement;
    }

    private static System.Net.Sockets.TcpListener Listener()
    {
        var listener = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Parse(Address), 0);
        listener.Start();
        return listener;
    }

    private static int Port(System.Net.Sockets.TcpListener listener) => ((System.Net.IPEndPoint)listener.LocalEndpoint).Port;
}
