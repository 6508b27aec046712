using Sekimori.Bench.Rpc;

namespace Sekimori.Bench.Wmi;

/// <summary>
/// Runs our clients and sealed calls against one server by turns, and prints what each did and the ratios of the medians.
/// </summary>
/// <param name="seconds">How long each turn is.</param>
internal sealed class LiveComparison(int seconds)
{
    private const string Address = "127.0.0.19", RpcPort = "45139", HttpPort = "45140", TwoPorts = "45141";
    private const int Rounds = 3;
    private readonly List<string> _missed = [];

    /// <summary>Prints the ratios, and returns what is below its bar.</summary>
    public async Task<List<string>> RunAsync()
    {
        using var server = new Bench.Rpc.Server("live", Address, RpcPort, HttpPort);
        Program.Say($"{Environment.ProcessorCount} processors, {Rounds} turns of {seconds} s each; medians");
        await CompareAsync(server, "every row of 1,000, sealed by NTLM: WMI, WS-Man", "rows",
            ["rows", "wmi", Address, RpcPort], ["rows", "wsman", Address, HttpPort], 1.5);
        await CompareAsync(server, "connect to first row; connect, NTLM bind, one call", "times",
            ["logon", Address, RpcPort], ["connect", Address, RpcPort], 1 / 3.0, "1");
        await CompareAsync(server, "the same, objects at a port of their own", "times",
            ["logon", Address, TwoPorts], ["connect", Address, RpcPort], null, "1");
        string[] echo = ["calls", "ntlm-seal", Address, RpcPort, "1024"];
        await CompareAsync(server, "smart Next for one row; 1 KB, eight connections", "calls",
            ["next", "smart", Address, RpcPort], echo, 0.6, "8");
        await CompareAsync(server, "plain Next for one row; 1 KB, eight connections", "calls",
            ["next", "plain", Address, RpcPort], echo, 0.6, "8");
        return _missed;
    }

    private async Task CompareAsync(
        Bench.Rpc.Server server, string name, string unit, string[] ours, string[] other, double? least, params string[] last)
    {
        // "logon" is one at a time by itself.
        string[] ourLast = ours[0] is "logon" ? [] : last;
        Turn[] mine = new Turn[Rounds], theirs = new Turn[Rounds];
        // A turn of each that does not count: the compiler is at work then.
        await server.TurnAsync([.. ours, "3", .. ourLast]);
        await server.TurnAsync([.. other, "3", .. last]);
        for (var i = 0; i < Rounds; i++)
        {
            mine[i] = await server.TurnAsync([.. ours, $"{seconds}", .. ourLast]);
            theirs[i] = await server.TurnAsync([.. other, $"{seconds}", .. last]);
        }

        var (rate, against) = (Median(mine, turn => turn.Rate), Median(theirs, turn => turn.Rate));
        var ratio = rate / against;
        var (cpu, againstCpu) = (Median(mine, turn => turn.Cpu), Median(theirs, turn => turn.Cpu));
        var (allocated, againstAllocated) = (Median(mine, turn => turn.Allocated), Median(theirs, turn => turn.Allocated));
        var bar = least is null ? "no bar" : $"at least {least:0.00}";
        Program.Say($"{name,-52} {rate,8:0} and {against,8:0} {unit} a second   {ratio:0.00} ({bar})");
        Program.Say($"{"",-52} processor time {cpu:0.0} and {againstCpu:0.0} µs   allocated {allocated:0} and {againstAllocated:0} B");
        if (ratio < least) _missed.Add($"{name}: {least:0.00}");
    }

    private static double Median(Turn[] turns, Func<Turn, double> figure) => turns.Select(figure).Order().ElementAt(turns.Length / 2);
}
