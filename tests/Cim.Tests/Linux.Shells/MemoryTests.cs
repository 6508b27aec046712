namespace Sekimori.Linux.Shells.Tests;

/// <summary>A shell whose processes hold more memory than they may is ended, whoever of them holds it.</summary>
[Trait("Size", "Large")]
public sealed class MemoryTests : IAsyncLifetime
{
    private const long Megabyte = 1024 * 1024;

    // tail holds all that it was given, until its input ends.
    private const string Holder = "(head -c {0} /dev/zero; sleep 60) | tail -c {0} >/dev/null";

    private UnixShellHost _host = null!;

    public async ValueTask InitializeAsync() => _host = await UnixShellHost.StartAsync(Kit.Settings(Kit.NewInstance()));

    public async ValueTask DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public async Task One_process_beyond_the_limit_ends_its_shell_and_no_other()
    {
        await using var other = await _host.OpenAsync(Kit.Request());
        other.MemoryLimit = 500 * Megabyte;
        var beside = await other.StartAsync(new CommandRequest { Command = Hold(80) });
        await using var shell = await _host.OpenAsync(Kit.Request());
        shell.MemoryLimit = 100 * Megabyte;
        await shell.StartAsync(new CommandRequest { Command = Hold(300) });
        await shell.OutOfMemory.WaitAsync(Kit.Soon);
        await shell.Gone.WaitAsync(Kit.Soon);
        Assert.True(await Kit.BecomesTrueAsync(() => _host.Count == 1));
        Assert.False(beside.Exited.IsCompleted);
        Assert.False(other.OutOfMemory.IsCompleted);
        await beside.DisposeAsync();
    }

    [Fact]
    public async Task Several_processes_count_together()
    {
        await using var shell = await _host.OpenAsync(Kit.Request());
        shell.MemoryLimit = 150 * Megabyte;
        await shell.StartAsync(new CommandRequest { Command = Hold(60) });
        await Task.Delay(1000, Kit.Soon);
        Assert.False(shell.OutOfMemory.IsCompleted);
        await shell.StartAsync(new CommandRequest { Command = Hold(60) });
        await shell.StartAsync(new CommandRequest { Command = Hold(60) });
        await shell.OutOfMemory.WaitAsync(Kit.Soon);
    }

    [Fact]
    public async Task A_limit_that_is_lowered_counts_at_once_and_one_that_is_lifted_no_longer()
    {
        await using var shell = await _host.OpenAsync(Kit.Request());
        shell.MemoryLimit = 100 * Megabyte;
        shell.MemoryLimit = null;
        await shell.StartAsync(new CommandRequest { Command = Hold(200) });
        Assert.True(await Kit.BecomesTrueAsync(() => shell.Measure().Bytes > 200 * Megabyte), $"{shell.Measure()}");
        Assert.False(shell.OutOfMemory.IsCompleted);
        shell.MemoryLimit = 100 * Megabyte;
        await shell.OutOfMemory.WaitAsync(Kit.Soon);
    }

    [Fact]
    public async Task Processes_are_counted_and_the_keeper_is_none_of_them()
    {
        await using var shell = await _host.OpenAsync(Kit.Request());
        Assert.Equal(0, shell.Measure().Processes);
        await shell.StartAsync(new CommandRequest { Command = "sleep 60 & sleep 60 & wait" });
        Assert.True(await Kit.BecomesTrueAsync(() => shell.Measure().Processes == 3), $"{shell.Measure()}");
    }

    [Fact]
    public void A_control_group_is_told_the_limit_with_the_keepers_own_memory_on_top()
    {
        var directory = Directory.CreateTempSubdirectory("sekimori-group-").FullName;
        try
        {
            // What a group of version 2 with a memory controller shows: there is none on this machine.
            foreach (var (file, text) in new[]
            {
                ("memory.max", "max\n"), ("memory.current", "40000000\n"), ("memory.oom.group", "0\n"), ("memory.swap.max", "max\n"),
                ("memory.events", "low 0\noom 0\noom_kill 0\n")
            })
                File.WriteAllText(Path.Combine(directory, file), text);
            var group = new ShellCgroup(directory);
            group.LimitMemory(100_000_000);
            Assert.Equal("140000000", File.ReadAllText(Path.Combine(directory, "memory.max")));
            Assert.Equal("1", File.ReadAllText(Path.Combine(directory, "memory.oom.group")));
            File.WriteAllText(Path.Combine(directory, "memory.current"), "99000000\n");
            group.LimitMemory(50_000_000);
            Assert.Equal("90000000", File.ReadAllText(Path.Combine(directory, "memory.max")));
            group.LimitMemory(null);
            Assert.Equal("max", File.ReadAllText(Path.Combine(directory, "memory.max")));
            Assert.False(group.RanOutOfMemory());
            File.WriteAllText(Path.Combine(directory, "memory.events"), "low 0\noom 1\noom_kill 3\n");
            Assert.True(group.RanOutOfMemory());
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    private static string Hold(int megabytes) =>
        string.Format(System.Globalization.CultureInfo.InvariantCulture, Holder, megabytes * Megabyte);
}
