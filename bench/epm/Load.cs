using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;

namespace Sekimori.Bench.Epm;

/// <summary>epmbench.c, compiled, as the source of load.</summary>
internal sealed partial class Load(string program)
{
    /// <summary>Compiles it; null where its source or a compiler is missing.</summary>
    public static async Task<Load?> CompileAsync(string root)
    {
        var source = Path.Combine(root, "../shared/bench/epmbench.c");
        if (!File.Exists(source)) return null;
        var program = Path.Combine(Directory.CreateTempSubdirectory("epmbench").FullName, "epmbench");
        using var compiler = Process.Start("gcc", ["-O2", "-w", "-o", program, source]);
        await compiler.WaitForExitAsync();
        return compiler.ExitCode == 0 ? new(program) : null;
    }

    /// <summary>Answers a second. Every answer's status is 0, or this throws.</summary>
    public async Task<double> RunAsync(string mode, IPEndPoint where, int seconds, int processes)
    {
        string[] arguments = [mode, where.Address.ToString(), where.Port.ToString(CultureInfo.InvariantCulture), $"{seconds}", $"{processes}"];
        using var run = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var errors = run.StandardError.ReadToEndAsync();
        var output = await run.StandardOutput.ReadToEndAsync();
        await run.WaitForExitAsync();
        var rate = Rate().Match(output);
        var failed = Status().Matches(await errors).Any(status => status.Groups[1].Value != "00000000");
        return rate.Success && !failed
            ? double.Parse(rate.Groups[1].Value, CultureInfo.InvariantCulture)
            : throw new InvalidOperationException($"epmbench {string.Join(' ', arguments)}: {output} {await errors}");
    }

    [GeneratedRegex(@"= (\d+)/s")]
    private static partial Regex Rate();

    [GeneratedRegex("status 0x([0-9a-f]{8})")]
    private static partial Regex Status();
}
