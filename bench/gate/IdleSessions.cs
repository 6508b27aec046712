using System.Diagnostics;
using System.Globalization;

namespace Sekimori.Bench.Gate;

/// <summary>Sessions that are open and carry nothing.</summary>
internal static class IdleSessions
{
    private const int Sessions = 2000;

    /// <summary>Opens them, and stays.</summary>
    /// <param name="port">The gate.</param>
    /// <param name="connect">The authority to ask for.</param>
    public static async Task<int> RunAsync(int port, string connect)
    {
        var open = new List<Stream>();
        for (var i = 0; i < Sessions; i++) open.Add(await Load.OpenAsync(port, connect));
        Processes.Ready(open.Count);
        await Task.Delay(Timeout.Infinite);
        return 0;
    }

    /// <summary>What each occupies of the relay's memory, and of the gate's.</summary>
    /// <param name="bare">The relay, and its port.</param>
    /// <param name="gate">The gate, and its port; nothing else is asked of it meanwhile.</param>
    /// <param name="connect">The authority to ask the gate for.</param>
    public static void Compare((Process Process, string Port) bare, (Process Process, string Port) gate, string connect)
    {
        var (least, each) = (Measure(bare, "-"), Measure(gate, connect));
        Console.WriteLine("| | bare relay | CONNECT | bar |\n|---|---|---|---|");
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"| {Sessions} idle sessions | {least:0.0} KB each | {each:0.0} KB each | 40 KB |\n"));
    }

    private static double Measure((Process Process, string Port) server, string connect)
    {
        var before = Resident(server.Process);
        using var load = Processes.Start("idle", server.Port, connect).Process;
        var each = (Resident(server.Process) - before) / (double)Sessions;
        load.Kill();
        return each;
    }

    // VmRSS, in KB.
    private static long Resident(Process process) => long.Parse(
        File.ReadLines($"/proc/{process.Id}/status").First(line => line.StartsWith("VmRSS", StringComparison.Ordinal))
            .Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
}
