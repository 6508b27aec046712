using System.Diagnostics;

namespace Sekimori.Interop.WsMan;

/// <summary>Runs a real client as a process of its own.</summary>
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
        if ((await RunAsync(Python, ["-c", "import " + module])).Code != 0)
            Assert.Skip($"Python's {module} is not here: install the package {package}.");
    }

    /// <summary>Runs a program to its end, which must come within two minutes.</summary>
    public static async Task<(int Code, string Output, string Errors)> RunAsync(
        string program, IEnumerable<string> arguments, string input = "",
        IEnumerable<KeyValuePair<string, string>>? environment = null, string? directory = null)
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
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{program} did not end; it wrote: {await errors}");
        }
        return (process.ExitCode, await output, await errors);
    }

    /// <summary>A configuration with OpenSSL's legacy provider, which has the MD4 that Python's NTLM wants.</summary>
    public static async Task<string> LegacyOpenSslAsync()
    {
        var file = Path.Combine(Path.GetTempPath(), $"sekimori-openssl-{Environment.ProcessId}.cnf");
        await File.WriteAllTextAsync(file,
            "openssl_conf = init\n[init]\nproviders = providers\n[providers]\ndefault = on\nlegacy = on\n[on]\nactivate = 1\n");
        return file;
    }

    /// <summary>Runs a script of Python.</summary>
    public static Task<(int Code, string Output, string Errors)> PythonAsync(string script, params string[] arguments) =>
        RunAsync(Python, ["-c", script, .. arguments]);

    private static bool Finds(string program) => Path.IsPathRooted(program)
        ? File.Exists(program)
        : Environment.GetEnvironmentVariable("PATH")!.Split(':').Any(folder => File.Exists(Path.Combine(folder, program)));
}
