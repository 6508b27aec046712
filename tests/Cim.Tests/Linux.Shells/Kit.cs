using System.Text;
using Sekimori.Linux.Shells.Keeper;

namespace Sekimori.Linux.Shells.Tests;

internal static class Kit
{
    /// <summary>Whom shells run as in these tests: the account says so itself, as root's shells need it.</summary>
    internal static string? User => UnixUser.Current.IsRoot ? "root" : null;

    internal static CancellationToken Soon => new CancellationTokenSource(TimeSpan.FromSeconds(60)).Token;

    internal static uint NewInstance() => BitConverter.ToUInt32(Guid.NewGuid().ToByteArray());

    internal static ShellSettings Settings(uint instance) =>
        new() { KeeperCommand = ShellKeeper.ThisProgram, Instance = instance, TrustOperators = true };

    internal static ShellRequest Request(string? user = null) => new() { Id = Guid.NewGuid(), User = user ?? User };

    internal static async Task<(int Code, string Output, string Errors)> RunAsync(
        this UnixShell shell, string command, params string[] arguments)
    {
        await using var running = await shell.StartAsync(new CommandRequest { Command = command, Arguments = arguments });
        return await running.FinishAsync();
    }

    internal static async Task<(int Code, string Output, string Errors)> FinishAsync(this UnixCommand command)
    {
        using var output = new MemoryStream();
        using var errors = new MemoryStream();
        var buffer = new byte[100_000];
        while (command.ExitCode is null)
        {
            await command.WaitAsync(Soon);
            while (command.TryRead(buffer, out var count, out var isError, out _)) (isError ? errors : output).Write(buffer, 0, count);
        }

        return (command.ExitCode.Value, Encoding.UTF8.GetString(output.ToArray()), Encoding.UTF8.GetString(errors.ToArray()));
    }

    /// <summary>The numbers of the processes whose command line holds the text; the caller makes the text unique.</summary>
    internal static int[] ProcessesWith(string text) =>
    [
        .. Directory.EnumerateDirectories("/proc").Select(path => int.TryParse(Path.GetFileName(path), out var id) ? id : 0)
        .Where(id => id > 0 && id != Environment.ProcessId && Holds(id, text)),
    ];

    internal static async Task<bool> BecomesTrueAsync(Func<bool> condition, double seconds = 10)
    {
        var end = DateTime.UtcNow.AddSeconds(seconds);
        while (DateTime.UtcNow < end)
        {
            if (condition()) return true;
            await Task.Delay(10);
        }

        return condition();
    }

    private static bool Holds(int process, string text)
    {
        try
        {
            return Encoding.UTF8.GetString(File.ReadAllBytes($"/proc/{process}/cmdline")).Replace('\0', ' ')
                .Contains(text, StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return false;
        }
    }
}
