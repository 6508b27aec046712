using System.Diagnostics;
using System.Globalization;

namespace Sekimori.Bench.Rpc;

/// <summary>A server in a process of its own.</summary>
internal sealed class Server : IDisposable
{
    private readonly Process _process;
    private readonly string _address, _port;

    public Server(string which, string address, string port, params string[] more)
    {
        (_address, _port) = (address, port);
        _process = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, [which, address, port, .. more])
        {
            RedirectStandardInput = true, RedirectStandardOutput = true
        })!;
        if (_process.StandardOutput.ReadLine() != "ready") throw new InvalidOperationException($"{which} did not start.");
    }

    /// <summary>Puts the server under the load of calls for a while.</summary>
    public Task<Turn> TurnAsync(string protection, int size, int seconds, int connections) =>
        TurnAsync("calls", protection, _address, _port, $"{size}", $"{seconds}", $"{connections}");

    /// <summary>Puts the server under the load of this program with arguments.</summary>
    public async Task<Turn> TurnAsync(params string[] load)
    {
        var before = Used();
        var (rate, calls) = await LoadAsync(load);
        var after = Used();
        return new(rate, (after.Cpu - before.Cpu) / calls, (after.Allocated - before.Allocated) / calls);
    }

    /// <summary>Runs this program with arguments, and gives the rate that it prints.</summary>
    public static async Task<double> RunAsync(params string[] arguments) => (await LoadAsync(arguments)).Rate;

    public void Dispose()
    {
        // End of input ends it, and lets it remove what it has on disk.
        _process.StandardInput.Close();
        if (!_process.WaitForExit(5000)) _process.Kill();
        _process.Dispose();
    }

    private static async Task<(double Rate, double Calls)> LoadAsync(params string[] arguments)
    {
        using var load = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, arguments) { RedirectStandardOutput = true })!;
        var output = await load.StandardOutput.ReadToEndAsync();
        await load.WaitForExitAsync();
        if (load.ExitCode != 0) throw new InvalidOperationException($"{string.Join(' ', arguments)} failed");
        var words = output.Trim().Split(' ');
        return (double.Parse(words[0], CultureInfo.InvariantCulture), double.Parse(words[1], CultureInfo.InvariantCulture));
    }

    private (double Allocated, double Cpu) Used()
    {
        _process.StandardInput.WriteLine();
        _process.StandardInput.Flush();
        var words = _process.StandardOutput.ReadLine()!.Split(' ');
        return (double.Parse(words[0], CultureInfo.InvariantCulture), double.Parse(words[1], CultureInfo.InvariantCulture));
    }
}
