using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using Sekimori.Cim.Model;

namespace Sekimori.Linux.Host;

/// <summary>Runs a tool of the host and reads its output.</summary>
internal static class Command
{
    // A tool's output is held in memory as a whole; dpkg-query prints about 3 MB on a large system.
    private const int MaxOutput = 64 << 20;

    public static async Task<(int Code, string Output, string Error)> RunAsync(
        string program, IEnumerable<string> arguments, CancellationToken token)
    {
        var start = new ProcessStartInfo(program)
        {
            RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true
        };
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        start.Environment["LC_ALL"] = "C.UTF-8";
        using var process = Start(start);
        process.StandardInput.Close();
        try
        {
            var output = ReadAsync(process.StandardOutput, token);
            var error = ReadAsync(process.StandardError, token);
            await process.WaitForExitAsync(token).ConfigureAwait(false);
            return (process.ExitCode, await output.ConfigureAwait(false), await error.ConfigureAwait(false));
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }
    }

    private static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start) ?? throw Missing(start);
        }
        catch (Win32Exception)
        {
            throw Missing(start);
        }
    }

    private static CimException Missing(ProcessStartInfo start) =>
        new(CimStatus.NotAvailable, $"{start.FileName} is not installed on this host.");

    private static async Task<string> ReadAsync(StreamReader reader, CancellationToken token)
    {
        var text = new StringBuilder();
        var buffer = new char[16 << 10];
        int got;
        while ((got = await reader.ReadAsync(buffer, token).ConfigureAwait(false)) > 0)
        {
            if (text.Length + got > MaxOutput)
                throw new CimException(CimStatus.QuotaViolation, "A tool of the host exceeded the limit of output.");
            text.Append(buffer, 0, got);
        }
        return text.ToString();
    }
}
