namespace Sekimori.Linux.Shells.Tests;

/// <summary>A server in a process of its own, to be killed: opens one shell, runs one command, says so, and waits.</summary>
internal static class TestServer
{
    internal const string Argument = "--test-server";

    internal static async Task<int> RunAsync(uint instance, string user, string command)
    {
        await using var host = await UnixShellHost.StartAsync(Kit.Settings(instance));
        var shell = await host.OpenAsync(new ShellRequest { Id = Guid.NewGuid(), User = user.Length == 0 ? null : user });
        var running = await shell.StartAsync(new CommandRequest { Command = command });
        Console.WriteLine($"{shell.ProcessId} {running.ProcessId}");
        await Task.Delay(Timeout.Infinite);
        return 0;
    }
}
