using System.Diagnostics;
using Sekimori.App.Tests.Kit;

namespace Sekimori.App.Tests.Serving;

[Trait("Size", "Large")]
public class ShellTests
{
    private const int SigTerm = 15;

    [Fact]
    public async Task An_account_opens_a_shell_and_SIGTERM_ends_the_server_with_every_child_gone()
    {
        using var folder = new TemporaryFolder();
        string[] unixUser = Environment.IsPrivilegedProcess ? ["--unix-user", "root"] : [];
        await using (var add = Command.StartWith(
            "Geheim-1234\n", ["account", "add", "alice", "--role", "operator", "--password-stdin", "--data", folder.Path, .. unixUser]))
            Assert.Equal(0, await add.EndAsync());
        await using var server = await ServeCommand.StartAsync(folder);
        var url = $"https://127.0.0.1:{server.HttpsPort}/wsman";

        await using (var uname = Command.StartWith(
            "Geheim-1234\n", "shell", url, "--insecure", "--user", "alice", "--password-stdin", "--", "uname", "-s"))
        {
            var exitCode = await uname.EndAsync();
            Assert.Equal((0, "Linux"), (exitCode, uname.Output.Trim()));
        }

        // One child that leaves its session and one that stays: both are to go with the server.
        var mark = $"987{Random.Shared.Next(100_000, 999_999)}";
        await using var sleeping = Command.StartWith(
            "Geheim-1234\n", "shell", url, "--insecure", "--user", "alice", "--password-stdin", "--",
            $"setsid sleep {mark} & sleep {mark}");
        await server.Command.WaitForAsync(_ => Processes.Sleeping(mark) == 2, "two processes that sleep");
        var clock = Stopwatch.StartNew();
        server.Signal(SigTerm);
        Assert.Equal(0, await server.Command.EndAsync());
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(5), $"it took {clock.Elapsed}");
        Assert.Equal(0, Processes.Sleeping(mark));
    }

    [Fact]
    public async Task A_wrong_password_is_refused_with_one_line_and_logged_with_its_reason()
    {
        using var folder = new TemporaryFolder();
        await using var server = await ServeCommand.StartAsync(folder);
        await using var wrong = Command.StartWith(
            "wrong\n", "wsman", "get", $"https://127.0.0.1:{server.HttpsPort}/wsman", "Win32_OperatingSystem", "--insecure", "--user",
            "nobody-here", "--password-stdin");
        Assert.NotEqual(0, await wrong.EndAsync());
        Assert.Single(wrong.Error.TrimEnd().Split('\n'));
        await server.Command.WaitForAsync(c => c.Error.Contains("nobody-here", StringComparison.Ordinal), "a line about the refusal");
        Assert.DoesNotContain("wrong\"", server.Command.Error, StringComparison.Ordinal);
    }
}
