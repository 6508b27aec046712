using System.Diagnostics;
using Sekimori.Linux.Shells.Keeper;

namespace Sekimori.Linux.Shells.Tests;

/// <summary>Whatever a command does to leave its shell: when the shell goes, it goes.</summary>
[Trait("Size", "Large")]
public sealed class EscapeTests
{
    private static int _last = Environment.ProcessId % 1000 * 1000;

    public static TheoryData<string> Escapes => new(
        "sleep {0} & exit 0",
        "setsid sleep {0} & exit 0",
        "nohup sleep {0} >/dev/null 2>&1 & exit 0",
        "setsid sh -c 'setsid sh -c \"sleep {0} & exit\" & exit' & exit 0",
        "env -i setsid sh -c '(trap \"\" HUP INT TERM; env -i setsid nohup sleep {0} >/dev/null 2>&1 </dev/null &) & exit' & exit 0",
        "cd /; (setsid env -i sh -c '(exec 0<&- 1>&- 2>&-; sleep {0} &)' &) ; exit 0");

    [Theory]
    [MemberData(nameof(Escapes))]
    public async Task Nothing_outlives_its_shell(string escape)
    {
        var text = Unique();
        await using var host = await UnixShellHost.StartAsync(Kit.Settings(Kit.NewInstance()));
        var shell = await host.OpenAsync(Kit.Request());
        var command = await shell.StartAsync(new CommandRequest { Command = string.Format(escape, text) });
        Assert.Equal(0, await command.Exited);
        Assert.True(await Kit.BecomesTrueAsync(() => Kit.ProcessesWith("sleep " + text).Length > 0));
        await shell.DisposeAsync();
        Assert.Empty(Kit.ProcessesWith(text));
    }

    [Fact]
    public async Task Nothing_outlives_its_command_when_that_is_released_and_others_live_on()
    {
        var (text, other) = (Unique(), Unique());
        await using var host = await UnixShellHost.StartAsync(Kit.Settings(Kit.NewInstance()));
        await using var shell = await host.OpenAsync(Kit.Request());
        await using var stays = await shell.StartAsync(new CommandRequest { Command = $"setsid env -i sleep {other} & wait" });
        var goes = await shell.StartAsync(
            new CommandRequest { Command = $"setsid env -i sh -c 'setsid env -i sleep {text} & exit' & exit 0" });
        Assert.True(
            await Kit.BecomesTrueAsync(() =>
            Kit.ProcessesWith("sleep " + text).Length == 1 && Kit.ProcessesWith("sleep " + other).Length > 0));
        await goes.DisposeAsync();
        Assert.Empty(Kit.ProcessesWith("sleep " + text));
        Assert.NotEmpty(Kit.ProcessesWith("sleep " + other));
    }

    [Fact]
    public async Task A_fork_bomb_ends_with_its_shell()
    {
        var text = Unique();
        await using var host = await UnixShellHost.StartAsync(Kit.Settings(Kit.NewInstance()));
        var shell = await host.OpenAsync(Kit.Request());
        // Bounded by 300 processes of its own making each generation, so that the test harms no machine.
        await shell.StartAsync(new CommandRequest
        {
            Command =
                $"bomb() {{ i=0; while [ $i -lt 300 ]; do sh -c 'trap \"\" TERM; sleep 0.05; exec sleep {text}' & i=$((i+1)); done; }}; " +
                $"while :; do bomb; sleep 2; done"
        });
        Assert.True(await Kit.BecomesTrueAsync(() => Kit.ProcessesWith("sleep " + text).Length > 100));
        var started = Stopwatch.GetTimestamp();
        await shell.DisposeAsync();
        Assert.True(Stopwatch.GetElapsedTime(started) < TimeSpan.FromSeconds(5));
        Assert.Empty(Kit.ProcessesWith(text));
    }

    [Fact]
    public async Task Processes_that_start_a_successor_and_end_are_caught()
    {
        var text = Unique();
        await using var host = await UnixShellHost.StartAsync(Kit.Settings(Kit.NewInstance()));
        var shell = await host.OpenAsync(Kit.Request());
        var script = Path.Combine(Path.GetTempPath(), $"runner-{text}.sh");
        await File.WriteAllTextAsync(script, "setsid sh \"$0\" & exit 0\n");
        await shell.StartAsync(new CommandRequest { Command = "sh", Arguments = [script] });
        await Task.Delay(500);
        await shell.DisposeAsync();
        Assert.Empty(Kit.ProcessesWith(script));
        File.Delete(script);
    }

    [Fact]
    public async Task A_killed_keeper_takes_its_processes_with_it()
    {
        var text = Unique();
        await using var host = await UnixShellHost.StartAsync(Kit.Settings(Kit.NewInstance()));
        var shell = await host.OpenAsync(Kit.Request());
        var command = await shell.StartAsync(
            new CommandRequest { Command = $"env -i setsid sh -c 'env -i setsid sleep {text} & wait' & wait" });
        Assert.True(await Kit.BecomesTrueAsync(() => Kit.ProcessesWith("sleep " + text).Length > 0));
        using (var killer = Process.Start("kill", ["-9", shell.ProcessId.ToString()])) await killer.WaitForExitAsync();
        Assert.Equal(137, await command.Exited.WaitAsync(Kit.Soon));
        Assert.True(await Kit.BecomesTrueAsync(() => Kit.ProcessesWith(text).Length == 0));
        Assert.True(await Kit.BecomesTrueAsync(() => host.Count == 0));
        var failure = await Assert.ThrowsAsync<ShellException>(() => shell.StartAsync(new CommandRequest { Command = "true" }));
        Assert.Equal(ShellFact.Closed, failure.Fact);
        await using var next = await host.OpenAsync(Kit.Request());
        Assert.Equal("on\n", (await next.RunAsync("echo on")).Output);
    }

    [Fact]
    public async Task A_killed_server_leaves_nothing_running()
    {
        var text = Unique();
        var instance = Kit.NewInstance();
        var (server, _) = await StartServerAsync(instance, $"env -i setsid nohup sleep {text} & wait");
        Assert.True(await Kit.BecomesTrueAsync(() => Kit.ProcessesWith("sleep " + text).Length > 1));
        server.Kill();
        await server.WaitForExitAsync();
        Assert.True(await Kit.BecomesTrueAsync(() => Kit.ProcessesWith(text).Length == 0));
        await using var next = await UnixShellHost.StartAsync(Kit.Settings(instance));
    }

    [Fact]
    public async Task After_server_and_keeper_are_killed_at_once_the_next_start_ends_the_rest()
    {
        var text = Unique();
        var instance = Kit.NewInstance();
        var (server, keeper) = await StartServerAsync(
            instance, $"env -i setsid sh -c 'env -i setsid sleep {text} & exit' & wait; sleep {text}");
        Assert.True(await Kit.BecomesTrueAsync(() => Kit.ProcessesWith("sleep " + text).Length > 1));
        using (var stop = Process.Start("kill", ["-STOP", keeper.ToString()])) await stop.WaitForExitAsync();
        using (var killer = Process.Start("kill", ["-9", server.Id.ToString(), keeper.ToString()])) await killer.WaitForExitAsync();
        await server.WaitForExitAsync();
        Assert.NotEmpty(Kit.ProcessesWith(text));

        // Another server's start leaves them alone; their own server's next start does not.
        await using (await UnixShellHost.StartAsync(Kit.Settings(instance ^ 1))) Assert.NotEmpty(Kit.ProcessesWith(text));
        await using var next = await UnixShellHost.StartAsync(Kit.Settings(instance));
        Assert.Empty(Kit.ProcessesWith(text));
    }

    private static string Unique() => $"9{Interlocked.Increment(ref _last):000000}.125";

    private static async Task<(Process Server, int Keeper)> StartServerAsync(uint instance, string command)
    {
        string[] program = [.. ShellKeeper.ThisProgram, TestServer.Argument, instance.ToString(), Kit.User ?? "", command];
        var server = Process.Start(new ProcessStartInfo(program[0], program[1..]) { RedirectStandardOutput = true })!;
        var line = await server.StandardOutput.ReadLineAsync(Kit.Soon);
        return (server, int.Parse(line!.Split(' ')[0]));
    }
}
