using System.Diagnostics;

namespace Sekimori.Interop;

/// <summary>Runs a real peer as a process of its own.</summary>
internal static class PeerProgram
{
    /// <summary>Debian's interpreter: the packages of the peers are installed for it.</summary>
    public const string Python = "/usr/bin/python3";

    /// <summary>Where Debian keeps impacket's programs: those of /usr/bin take whatever Python comes first.</summary>
    public const string ImpacketExamples = "/usr/share/doc/python3-impacket/examples";

    private static readonly TimeSpan UsualLimit = TimeSpan.FromMinutes(2);

    /// <summary>Skips the test where a program is missing.</summary>
    public static void Need(string program, string package)
    {
        if (!Finds(program)) Assert.Skip($"{program} is not here: install the package {package}.");
    }

    /// <summary>Skips the test where a module of Python is missing.</summary>
    public static async Task NeedModuleAsync(string module, string package)
    {
        Need(Python, "python3");
        if ((await RunAsync(Python, ["-c", "import " + module])).Code != 0)
            Assert.Skip($"Python's {module} is not here: install the package {package}.");
    }

    /// <summary>Runs a program to its end, which must come within two minutes unless it has more time.</summary>
    public static async Task<(int Code, string Output, string Errors)> RunAsync(
        string program, IEnumerable<string> arguments, string input = "",
        IEnumerable<KeyValuePair<string, string>>? environment = null, string? directory = null, TimeSpan? most = null)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false,
            WorkingDirectory = directory ?? "",
        };
        // If one of these is set, Python's requests verifies certificates whatever pywinrm says.
        start.Environment.Remove("REQUESTS_CA_BUNDLE");
        start.Environment.Remove("CURL_CA_BUNDLE");
        foreach (var (name, value) in environment ?? []) start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        try
        {
            await process.StandardInput.WriteAsync(input);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It does not read its input.
        }
        using var limit = new CancellationTokenSource(most ?? UsualLimit);
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{program} {string.Join(' ', arguments)} did not end; it wrote:\n{await output}{await errors}");
        }
        return (process.ExitCode, await output, await errors);
    }

    private static bool Finds(string program) => Path.IsPathRooted(program)
        ? File.Exists(program)
        : (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(folder => File.Exists(Path.Combine(folder, program)));
}
