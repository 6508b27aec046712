using System.Diagnostics;
using System.Text;

namespace Sekimori.App.Tests.Kit;

/// <summary>The command as a process, as people run it.</summary>
internal sealed class Command : IAsyncDisposable
{
    // A loaded machine starts a process in seconds; what takes longer hangs.
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly StringBuilder output = new();
    private readonly StringBuilder error = new();
    private readonly SemaphoreSlim changed = new(0);

    private Command(ProcessStartInfo start, string input = "")
    {
        Process = new Process { StartInfo = start };
        Process.OutputDataReceived += (_, line) => Take(output, line.Data);
        Process.ErrorDataReceived += (_, line) => Take(error, line.Data);
        Process.Start();
        Process.BeginOutputReadLine();
        Process.BeginErrorReadLine();
        Process.StandardInput.Write(input);
        Process.StandardInput.Close();
    }

    public Process Process { get; }

    public string Output => Text(output);

    public string Error => Text(error);

    /// <summary>Where it is: what was built with these tests, or the same compiled ahead, which `test` makes.</summary>
    public static string Program { get; } = Environment.GetEnvironmentVariable("SEKIMORI_TEST_PROGRAM") is { Length: > 0 } ahead
        ? ahead
        : Path.Combine(AppContext.BaseDirectory, "sekimori");

    public static Command Start(params string[] arguments) => new(Info(Program, arguments));

    /// <summary>Starts it with <paramref name="input"/> as its standard input.</summary>
    public static Command StartWith(string input, params string[] arguments) => new(Info(Program, arguments), input);

    /// <summary>Starts it with this many file descriptors and no more, as `ulimit -n` does it.</summary>
    public static Command StartLimited(int openFiles, params string[] arguments) =>
        new(Info("/bin/sh", ["-c", $"ulimit -n {openFiles}; exec \"$0\" \"$@\"", Program, .. arguments]));

    /// <summary>Starts another program, which starts this one.</summary>
    public static Command StartProgram(string program, params string[] arguments) => new(Info(program, arguments));

    /// <summary>Starts another program with <paramref name="input"/> as its standard input.</summary>
    public static Command StartProgramWith(string input, string program, params string[] arguments) => new(Info(program, arguments), input);

    /// <summary>Starts it as a user without privileges where the tests run as root.</summary>
    public static Command StartUnprivileged(params string[] arguments) => StartUnprivilegedWith("", arguments);

    /// <summary>The same with <paramref name="input"/> as its standard input.</summary>
    public static Command StartUnprivilegedWith(string input, params string[] arguments)
    {
        if (!Environment.IsPrivilegedProcess)
            return StartWith(input, arguments);
        if (!File.Exists("/usr/bin/setpriv"))
            Assert.Skip("setpriv (util-linux) is not here, and the tests run as root");
        return new Command(Info("/usr/bin/setpriv", ["--reuid=65534", "--regid=65534", "--clear-groups", Program, .. arguments]), input);
    }

    /// <summary>Runs it to its end.</summary>
    public static async Task<(int ExitCode, string Output, string Error)> RunAsync(params string[] arguments)
    {
        await using var command = Start(arguments);
        return (await command.EndAsync(), command.Output, command.Error);
    }

    public async Task<int> EndAsync()
    {
        using var limit = new CancellationTokenSource(Limit);
        await Process.WaitForExitAsync(limit.Token);
        return Process.ExitCode;
    }

    public async Task WaitForAsync(Func<Command, bool> condition, string what)
    {
        var until = Stopwatch.StartNew();
        while (!condition(this))
        {
            Assert.True(until.Elapsed < Limit, $"no {what} within {Limit}:\n{Output}\n{Error}");
            Assert.False(Process.HasExited && !condition(this), $"ended before {what}:\n{Output}\n{Error}");
            await changed.WaitAsync(TimeSpan.FromMilliseconds(100));
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!Process.HasExited)
            Process.Kill(entireProcessTree: true);
        await Process.WaitForExitAsync();
        Process.Dispose();
        changed.Dispose();
    }

    private static ProcessStartInfo Info(string program, string[] arguments)
    {
        var info = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true
        };
        info.Environment.Remove("SEKIMORI_CALLED_AS");
        info.Environment.Remove("SEKIMORI_PASSWORD");
        return info;
    }

    private static string Text(StringBuilder from)
    {
        lock (from)
            return from.ToString();
    }

    private void Take(StringBuilder into, string? line)
    {
        if (line is null)
            return;
        lock (into)
            into.AppendLine(line);
        changed.Release();
    }
}
