using System.Diagnostics;
using System.Globalization;

namespace Sekimori.Bench.Gate;

/// <summary>The processes of a comparison: each says its port on the first line of its output.</summary>
internal static class Processes
{
    public static void Ready(int port) => Console.WriteLine(port.ToString(CultureInfo.InvariantCulture));

    public static (Process Process, string Line) Start(params string[] arguments)
    {
        var process = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, arguments) { RedirectStandardOutput = true })!;
        return (process, process.StandardOutput.ReadLine() ?? throw new InvalidOperationException($"{arguments[0]} has not started"));
    }
}
