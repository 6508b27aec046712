using System.Text.RegularExpressions;
using Sekimori.App.Tests.Kit;

namespace Sekimori.App.Tests.Serving;

/// <summary>`sekimori log`: one table for `query` and `tail`, and what a line of each type says in it.</summary>
[Trait("Size", "Large")]
public sealed partial class LogCommandTests
{
    [Fact]
    public async Task Tail_and_query_have_the_same_columns_and_a_change_says_what_was_changed()
    {
        using var folder = new TemporaryFolder();
        await using (var server = await ServeCommand.StartAsync(folder))
        {
            await AccountAsync(folder, "add", "alice", "--role", "operator", "--password-stdin");
            await WaitForAsync(folder, "alice (account 1) added as operator");
            await AccountAsync(folder, "set", "alice", "--role", "reader");
            await WaitForAsync(folder, "alice (account 1) is reader, was operator");
            await AccountAsync(folder, "disable", "alice");
            await WaitForAsync(folder, "alice (account 1) disabled");
            await AccountAsync(folder, "map", "--principal", "a@LAB.TEST", "--account", "alice");
            await WaitForAsync(folder, "KerberosPrincipal a@LAB.TEST mapped to alice");
            await AccountAsync(folder, "remove", "alice");
            await WaitForAsync(folder, "alice (account 1) removed");
            server.Signal(15);
            Assert.Equal(0, await server.Command.EndAsync());
        }

        var query = await LinesAsync("log", "query", "--data", folder.Path);
        var tail = await LinesAsync("log", "tail", "--lines", "1000", "--data", folder.Path);
        string[] columns = ["TIME", "TYPE", "CLIENT", "ACCOUNT", "WHAT", "VERDICT", "RULE", "DETAIL"];
        Assert.Equal(columns, query[0].Split(' ', StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal(columns, tail[0].Split(' ', StringSplitOptions.RemoveEmptyEntries));
        // The newest first, and the newest last.
        Assert.Equal(query.Skip(1).Reverse(), tail.Skip(1));
        Assert.All(tail.Skip(1), line => Assert.Matches(Stamp(), line));
        Assert.Contains(tail, line => line.Contains(" change ", StringComparison.Ordinal)
            && line.Contains(" server ", StringComparison.Ordinal) && line.Contains("started, version", StringComparison.Ordinal));

        var json = await LinesAsync("log", "tail", "--json", "--lines", "3", "--data", folder.Path);
        Assert.Equal(3, json.Length);
        Assert.All(json, line => Assert.StartsWith("{\"seq\":", line, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Groups_without_a_command_show_what_they_have()
    {
        using var folder = new TemporaryFolder();
        var (code, none, _) = await Here.RunAsync("log", "--data", folder.Path);
        Assert.Equal(0, code);
        Assert.Contains("no audit log yet", none, StringComparison.Ordinal);
        await using (var server = await ServeCommand.StartAsync(folder)) await WaitForAsync(folder, "started, version");
        var (_, log, _) = await Here.RunAsync("log", "--data", folder.Path);
        Assert.Matches(@"audit: records 1 to \d+, \d{4}-\d\d-\d\dT", log);
        Assert.Contains("sekimori log verify", log, StringComparison.Ordinal);

        var (rulesCode, rules, _) = await Here.RunAsync("rules");
        Assert.Equal(0, rulesCode);
        Assert.Matches(@"^\d+ built-in rules: \d+ critical, \d+ high", rules);
        Assert.Contains("sekimori rules lint", rules, StringComparison.Ordinal);
        Assert.Equal(2, (await Here.RunAsync("log", "tial")).ExitCode);
    }

    private static async Task WaitForAsync(TemporaryFolder folder, string text)
    {
        for (var tries = 0; tries < 300; tries++)
        {
            if ((await Here.RunAsync("log", "tail", "--lines", "1000", "--data", folder.Path)).Output.Contains(
                text, StringComparison.Ordinal)) return;
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }

        Assert.Fail($"no line \"{text}\":\n{(await Here.RunAsync("log", "tail", "--lines", "1000", "--data", folder.Path)).Output}");
    }

    private static async Task<string[]> LinesAsync(params string[] arguments)
    {
        var (code, output, error) = await Here.RunAsync(arguments);
        Assert.True(code == 0, error);
        return [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.TrimEnd())];
    }

    private static async Task AccountAsync(TemporaryFolder folder, params string[] arguments)
    {
        var (code, _, error) = await Here.RunWithAsync("Geheim-1234\n", ["account", .. arguments, "--data", folder.Path]);
        Assert.True(code == 0, error);
    }

    [GeneratedRegex(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z  ")]
    private static partial Regex Stamp();
}
