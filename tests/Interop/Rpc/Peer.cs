using System.Diagnostics;
using Sekimori.TestKit;

namespace Sekimori.Interop.Rpc;

/// <summary>Runs a real peer as a process of its own.</summary>
internal static class Peer
{
    /// <summary>Debian's interpreter: the packages of the peers are installed for it.</summary>
    public const string Python = "/usr/bin/python3";

    /// <summary>Skips the test where a program is missing.</summary>
    public static void Need(string program, string package)
    {
        if (!Finds(program)) Assert.Skip($"{program} is not here: install the package {package}.");
    }

    /// <summary>Skips the test where a module of Python is missing.</summary>
    public static async Task NeedModuleAsync(string module, string package)
    {
        Need(Python, "python3");
        if ((await RunAsync(Python, "-c", "import " + module)).Code != 0)
            Assert.Skip($"Python's {module} is not here: install the package {package}.");
    }

    /// <summary>Runs a script of Python and gives its lines.</summary>
    public static async Task<string[]> PythonAsync(string script, params string[] arguments)
    {
        var (code, output) = await RunAsync(Python, ["-c", script, .. arguments]);
        Assert.True(code == 0, output);
        return output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
    }

    /// <summary>Runs a program to its end, which must come within two minutes.</summary>
    public static Task<(int Code, string Output)> RunAsync(string program, params string[] arguments) =>
        RunAsync(program, arguments, [], TimeSpan.FromMinutes(2));

    /// <summary>Runs a program to its end with more of an environment, or more time. It finds the realm where there is one.</summary>
    public static async Task<(int Code, string Output)> RunAsync(
        string program, string[] arguments, IEnumerable<(string Name, string Value)> environment, TimeSpan most)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true
        };
        if (Realm.Settings is { } settings) start.Environment["KRB5_CONFIG"] = settings;
        foreach (var (name, value) in environment) start.Environment[name] = value;
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        using var limit = new CancellationTokenSource(most);
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{program} {string.Join(' ', arguments)} did not end; it wrote:\n{await output}{await errors}");
        }
        return (process.ExitCode, await output + await errors);
    }

    private static bool Finds(string program) => Path.IsPathRooted(program)
        ? File.Exists(program)
        : (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(folder => File.Exists(Path.Combine(folder, program)));
}
