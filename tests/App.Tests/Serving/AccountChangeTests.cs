using System.Diagnostics;
using Sekimori.App.Tests.Kit;

namespace Sekimori.App.Tests.Serving;

/// <summary>
/// What an account has open ends within five seconds once it may not have it any more: seen by its client, in the processes of the shell
/// and in the audit log.
/// </summary>
[Trait("Size", "Large")]
public sealed class AccountChangeTests
{
    private const string Password = "Geheim-1234\n";

    private static string[] UnixUser => Environment.IsPrivilegedProcess ? ["--unix-user", "root"] : [];

    [Theory]
    [InlineData("removed", "remove", "alice")]
    [InlineData("disabled", "disable", "alice")]
    [InlineData("role is now Reader", "set", "alice", "--role", "reader")]
    public async Task A_running_command_ends_with_the_right_to_it(string why, params string[] change)
    {
        using var folder = new TemporaryFolder();
        await AccountAsync(folder, Password, ["add", "alice", "--role", "operator", "--password-stdin", .. UnixUser]);
        await using var server = await ServeCommand.StartAsync(folder);
        string[] shell = ["shell", $"https://127.0.0.1:{server.HttpsPort}/wsman", "--insecure", "--user", "alice", "--password-stdin",
            "--"];
        var mark = $"986{Random.Shared.Next(100_000, 999_999)}";
        await using var sleeping = Command.StartWith(Password, [.. shell, $"sleep {mark}"]);
        await server.Command.WaitForAsync(_ => Processes.Sleeping(mark) == 1, "a process that sleeps");

        await AccountAsync(folder, "", change);
        // From the change on: the start of the command that makes it takes its time on a busy machine.
        var clock = Stopwatch.StartNew();
        await server.Command.WaitForAsync(_ => Processes.Sleeping(mark) == 0, "the end of it");
        Assert.NotEqual(0, await sleeping.EndAsync());
        // Five seconds, and what a busy machine adds.
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(8), $"it took {clock.Elapsed}");
        // The Receive that waits says why (OwnerTests); where its client asks again in that moment, the logon or the role is refused.
        Assert.NotEqual("", sleeping.Error.Trim());
        await server.Command.WaitForAsync(c =>
            c.Error.Contains("a WS-Management connection", StringComparison.Ordinal), "a line about the connection");
        var (_, log, _) = await Command.RunAsync("log", "query", "--type", "change", "--json", "--data", folder.Path);
        Assert.Contains(log.Split('\n'),
            line => line.Contains("the shell ", StringComparison.Ordinal) && line.Contains(why, StringComparison.Ordinal)
            && line.Contains("alice", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_process_that_was_created_ends_with_the_right_to_it()
    {
        using var folder = new TemporaryFolder();
        await AccountAsync(folder, Password, ["add", "alice", "--role", "operator", "--password-stdin", .. UnixUser]);
        await using var server = await ServeCommand.StartAsync(folder, Environment.IsPrivilegedProcess ? [] : ["--trust-operators"]);
        var mark = $"985{Random.Shared.Next(100_000, 999_999)}";
        await using var create = Command.StartWith(
            Password, "wsman", "invoke", $"https://127.0.0.1:{server.HttpsPort}/wsman", "Win32_Process", "Create",
            $"CommandLine=sh -c 'sleep {mark}; true'",
            "--insecure", "--user", "alice", "--password-stdin");
        Assert.True(await create.EndAsync() == 0, create.Error);
        await server.Command.WaitForAsync(_ => Processes.Sleeping(mark) == 1, "a process that sleeps");
        await AccountAsync(folder, "", ["set", "alice", "--role", "reader"]);
        var clock = Stopwatch.StartNew();
        await server.Command.WaitForAsync(_ => Processes.Sleeping(mark) == 0, "the end of it");
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(8), $"it took {clock.Elapsed}");
        await server.Command.WaitForAsync(c => c.Error.Contains("ended the process ", StringComparison.Ordinal), "a line about it");
    }

    private static async Task AccountAsync(TemporaryFolder folder, string input, string[] arguments)
    {
        await using var command = Command.StartWith(input, ["account", .. arguments, "--data", folder.Path]);
        Assert.True(await command.EndAsync() == 0, command.Error);
    }
}
