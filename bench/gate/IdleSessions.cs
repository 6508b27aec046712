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

    /// <summary>What each occupies of the gate's memory.</summary>
    /// <param name="gate">The gate; nothing else is asked of it meanwhile.</param>
    /// <param name="port">Its port.</param>
    /// <param name="connect">The authority to ask for.</param>
    public static void Compare(Process gate, string port, string connect)
    {
        var before = Resident(gate);
        var (load, _) = Processes.Start("idle", port, connect);
        using (load)
        {
            var each = (Resident(gate) - before) / (double)Sessions;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {Sessions} idle sessions | {each:0.0} KB each | 40 KB |\n"));
            load.Kill();
        }
    }

    // VmRSS, in KB.
    private static long Resident(Process process) => long.Parse(
        File.ReadLines($"/proc/{process.Id}/status").First(line => line.StartsWith("VmRSS", StringComparison.Ordinal))
            .Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
}
