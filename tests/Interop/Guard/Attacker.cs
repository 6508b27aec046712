using System.Diagnostics;

namespace Sekimori.Interop.Guard;

/// <summary>Runs attackers' tools with Debian's Python, for which their packages are installed.</summary>
internal static class Attacker
{
    private const string Python = "/usr/bin/python3";

    /// <summary>Skips the test where a module is missing.</summary>
    public static async Task NeedAsync(string module, string package)
    {
        if (!File.Exists(Python) || (await RunAsync("import " + module)).Code != 0)
            Assert.Skip($"Python's {module} is not here: install the package {package}.");
    }

    /// <summary>Runs a script to its end, which must come within two minutes.</summary>
    public static async Task<(int Code, string Output)> RunAsync(string script, params string[] arguments)
    {
        var start = new ProcessStartInfo(Python, ["-c", script, .. arguments])
        {
            RedirectStandardOutput = true, RedirectStandardError = true
        };
        // If one of these is set, Python's requests verifies certificates whatever pywinrm says.
        start.Environment.Remove("REQUESTS_CA_BUNDLE");
        start.Environment.Remove("CURL_CA_BUNDLE");
        // pywinrm's NTLM needs MD4, which OpenSSL has in its legacy provider.
        using var folder = new Sekimori.App.Tests.Kit.TemporaryFolder();
        start.Environment["OPENSSL_CONF"] =
            folder.Write(
            "openssl.cnf",
            "openssl_conf = init\n[init]\nproviders = providers\n[providers]\ndefault = on\nlegacy = on\n[on]\nactivate = 1\n");
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException(await errors);
        }
        return (process.ExitCode, await output + await errors);
    }
}
