using System.Text.Json;
using Sekimori.App.Tests.Kit;

namespace Sekimori.Interop.Wmi;

/// <summary>A running <c>sekimori serve</c> on port 135 of an address of its own: impacket knows no other port.</summary>
public class WmiFixture : IAsyncLifetime
{
    public const string Account = "alice", Password = "Geheim-1234";

    private readonly TemporaryFolder _folder = new();
    private Command? _server;

    /// <summary>Where it listens.</summary>
    public virtual string Address => "127.0.0.34";

    /// <summary>Its settings besides the alerts' file.</summary>
    protected virtual string Settings => "";

    public async ValueTask InitializeAsync()
    {
        // Port 135 is for root.
        if (!Environment.IsPrivilegedProcess)
            return;
        await using (var add = Command.StartWith(Password + "\n",
            ["account", "add", Account, "--role", "administrator", "--password-stdin", "--data", _folder.Path, "--unix-user", "root"]))
            Assert.Equal(0, await add.EndAsync());
        if (!await PrepareAsync(_folder.Path))
            return;
        var file = Write("settings.yaml", $"alerts: {{ file: {AlertFile}, severity: informational }}\n{Settings}\n");
        var server = Command.Start(
            "serve", "--settings", file, "--address", Address, "--http-port", "off", "--https-port", "off", "--data", _folder.Path);
        await server.WaitForAsync(s => s.Output.Contains("  Stop", StringComparison.Ordinal), "banner");
        _server = server;
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync();
        _folder.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Runs a script of impacket's examples.</summary>
    /// <param name="script">Its name.</param>
    /// <param name="arguments">Its arguments; <c>{target}</c> is the logon.</param>
    /// <returns>What it wrote.</returns>
    public Task<string> ImpacketAsync(string script, params string[] arguments) =>
        ImpacketAsync(script, new Dictionary<string, string>(), arguments);

    /// <summary>Runs a script of impacket's examples in an environment.</summary>
    public async Task<string> ImpacketAsync(string script, IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        Need();
        await PeerProgram.NeedModuleAsync("impacket", "python3-impacket");
        var path = Path.Combine(PeerProgram.ImpacketExamples, script);
        if (!File.Exists(path))
            Assert.Skip($"{path} is not here: install the package python3-impacket with its documentation.");
        var (_, output, errors) = await PeerProgram.RunAsync(PeerProgram.Python,
            [
                .. Interpreter, path,
                .. arguments.Select(a => a.Replace("{target}", $"{Account}:{Password}@{Address}", StringComparison.Ordinal)),
            ],
            environment: environment);
        Assert.DoesNotContain("Traceback", output + errors);
        return output + errors;
    }

    /// <summary>Skips the test where no server is running.</summary>
    public void Need()
    {
        if (_server is null)
            Assert.Skip(MissingReason);
    }

    /// <summary>Waits for the alert of a rule.</summary>
    public async Task<JsonElement> AlertAsync(string rule)
    {
        await _server!.WaitForAsync(_ => FindAlert(rule) is not null, $"alert {rule}");
        return FindAlert(rule)!.Value;
    }

    /// <summary>The calls in the audit log, of one operation.</summary>
    public async Task<IReadOnlyList<JsonElement>> CallsAsync(string operation)
    {
        var (code, output, error) = await Command.RunAsync("log", "query", "--json", "--limit", "10000", "--data", _folder.Path);
        Assert.True(code == 0, error);
        return
        [
            .. output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)
                .Where(one => one.GetProperty("type").GetString() == "call"
                    && one.TryGetProperty("operation", out var name) && name.GetString() == operation),
        ];
    }

    /// <summary>Writes a file for a script.</summary>
    public string Write(string name, string text)
    {
        var path = Path.Combine(_folder.Path, name);
        File.WriteAllText(path, text);
        return path;
    }

    private string AlertFile => Path.Combine(_folder.Path, "alerts.jsonl");

    /// <summary>What runs the script: arguments of Python before its name.</summary>
    protected virtual IEnumerable<string> Interpreter => [];

    /// <summary>Why there is no server.</summary>
    protected virtual string MissingReason => "port 135 needs root";

    /// <summary>Makes what the settings name. False: there is no server.</summary>
    protected virtual Task<bool> PrepareAsync(string folder) => Task.FromResult(true);

    private JsonElement? FindAlert(string rule)
    {
        if (!File.Exists(AlertFile))
            return null;
        using var reader = new StreamReader(new FileStream(AlertFile, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        var text = reader.ReadToEnd();
        // The last line may be half written.
        foreach (var line in text[..(text.LastIndexOf('\n') + 1)].Split('\n', StringSplitOptions.RemoveEmptyEntries))
            if (JsonDocument.Parse(line).RootElement is var alert && alert.TryGetProperty("name", out var name)
                && name.GetString() == rule)
                return alert;
        return null;
    }
}
