using System.Net;
using System.Text.Json;
using Sekimori.App.Tests.Kit;

namespace Sekimori.App.Tests.Serving;

/// <summary>What `sekimori serve` records of requests over HTTP: all of a long command line, and requests that nobody answered.</summary>
[Trait("Size", "Large")]
public sealed class RecordTests
{
    private const string Resource = "http://schemas.microsoft.com/wbem/wsman/1/wmi/root/cimv2/Win32_Process";

    private const string Rule = """
        title: The end of a long line
        id: 0f0f2a0b-55a5-4f0e-9c0a-1a3e0f5c7d11
        name: end_of_line
        logsource: { product: sekimori, category: wsman }
        detection:
          selection: { command_line|endswith: the-end-of-it }
          condition: selection
        level: high
        """;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_command_line_of_5000_characters_alerts_by_its_end_and_is_on_record_whole()
    {
        using var folder = new TemporaryFolder();
        folder.Write("rules.yml", Rule);
        var line = $"/bin/true {new string('a', 5000)} the-end-of-it";
        await using var server = await StartAsync(folder);
        var (status, answer) = await Soap.PostAsync(
            server, Envelope($"<p:Create_INPUT xmlns:p=\"{Resource}\"><p:CommandLine>{line}</p:CommandLine></p:Create_INPUT>"));
        Assert.True(status == HttpStatusCode.OK, answer);
        var lines = await LinesAsync(server, folder, all => all.Exists(one => Text(one, "type") == "alert"));
        Assert.Contains(lines, one => Text(one, "type") == "alert" && Text(one, "name") == "end_of_line"
            && Text(one, "command_line") == line);
        Assert.Contains(lines, one => Text(one, "type") == "request" && Text(one, "method") == "Create"
            && Text(one, "command_line") == line);
    }

    [Fact]
    public async Task A_request_that_is_too_long_is_on_record_with_its_size()
    {
        using var folder = new TemporaryFolder();
        await using var server = await StartAsync(folder);
        var (status, _) = await Soap.PostAsync(server, Envelope(new string(' ', 600_000)));
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, status);
        var lines = await LinesAsync(server, folder, all => all.Exists(one => Text(one, "type") == "request"));
        Assert.Contains(lines, one => Text(one, "type") == "request" && Text(one, "anomaly") == "large_message"
            && one.GetProperty("status").GetInt32() == 413 && Text(one, "account") == "alice");
    }

    [Fact]
    public async Task A_request_in_a_character_set_that_is_not_taken_is_on_record()
    {
        using var folder = new TemporaryFolder();
        await using var server = await StartAsync(folder);
        var (status, answer) = await Soap.PostAsync(server, Envelope(""), charset: "iso-2022-jp");
        Assert.NotEqual(HttpStatusCode.OK, status);
        Assert.Contains("Fault>", answer, StringComparison.Ordinal);
        var lines = await LinesAsync(server, folder, all => all.Exists(one => Text(one, "type") == "request"));
        Assert.Contains(lines, one => Text(one, "type") == "request" && Text(one, "account") == "alice"
            && one.GetProperty("status").GetInt32() == (int)status);
    }

    private static string Envelope(string body) => Soap.Envelope(Resource, $"{Resource}/Create", body);

    private static async Task<ServeCommand> StartAsync(TemporaryFolder folder)
    {
        string[] user = Environment.IsPrivilegedProcess ? ["--unix-user", "root"] : [];
        Assert.Equal(
            0,
            (await Here.RunWithAsync("Geheim-1234\n",
            ["account", "add", "alice", "--role", "operator", "--password-stdin", "--data", folder.Path, .. user])).ExitCode);
        var settings = folder.Write("sekimori.yaml", File.Exists(Path.Combine(folder.Path, "rules.yml"))
            ? $"detection: {{ rules: [{folder.Path}/rules.yml] }}\nshells: {{ trust-operators: true }}\n"
            : "shells: { trust-operators: true }\n");
        return await ServeCommand.StartAsync(folder, "--settings", settings);
    }

    /// <summary>The audit log's lines, once they hold what is waited for.</summary>
    private static async Task<List<JsonElement>> LinesAsync(
        ServeCommand server, TemporaryFolder folder, Func<List<JsonElement>, bool> isThere)
    {
        List<JsonElement> lines = [];
        for (var tries = 0; tries < 100 && !isThere(lines); tries++)
        {
            await Task.Delay(100, Token);
            var (_, log, _) = await Here.RunAsync("log", "query", "--json", "--limit", "1000", "--data", folder.Path);
            lines = [.. log.Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Select(line => JsonDocument.Parse(line).RootElement.Clone())];
        }

        Assert.True(isThere(lines), server.Command.Error + string.Join('\n', lines));
        return lines;
    }

    private static string? Text(JsonElement line, string name) =>
        line.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
