using System.Diagnostics;
using System.Globalization;

namespace Sekimori.Interop.Guard;

/// <summary>Wireshark's dumpcap on the loopback interface, for one port of one address.</summary>
internal sealed class Dumpcap : IAsyncDisposable
{
    private const string Program = "/usr/bin/dumpcap";

    private readonly Process _process;

    private Dumpcap(Process process) => _process = process;

    /// <summary>Captures one port. Skips the test where nothing can be captured.</summary>
    public static Task<Dumpcap> StartAsync(string address, int port, string file) =>
        StartAsync($"tcp port {port} and host {address}", file);

    /// <summary>Captures what fits a filter. Skips the test where nothing can be captured.</summary>
    public static async Task<Dumpcap> StartAsync(string filter, string file)
    {
        if (!Environment.IsPrivilegedProcess) Assert.Skip("capturing wants root");
        if (!File.Exists(Program)) Assert.Skip($"{Program} is not here: install the package wireshark-common.");
        var process =
            Process.Start(new ProcessStartInfo(Program, ["-q", "-i", "lo", "-f", filter, "-w", file])
            {
                RedirectStandardError = true
            })!;
        // It names its file once it captures.
        for (var said = ""; ;)
        {
            if (await process.StandardError.ReadLineAsync(TestContext.Current.CancellationToken) is not { } line)
                Assert.Skip($"dumpcap cannot capture here: {said}");
            else if (line.StartsWith("File:", StringComparison.Ordinal)) return new(process);
            else said += line;
        }
    }

    /// <summary>Ends the capture, so that its file is whole.</summary>
    public async Task EndAsync()
    {
        // What was sent last is passed on within a tenth of a second.
        await Task.Delay(500, TestContext.Current.CancellationToken);
        await EndAsync(_process);
    }

    public async ValueTask DisposeAsync()
    {
        await EndAsync(_process);
        _process.Dispose();
    }

    /// <summary>Asks a process to end, and ends it where it does not.</summary>
    public static async Task EndAsync(Process process)
    {
        if (process.HasExited) return;
        await TerminateAsync(process.Id);
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
        }
    }

    /// <summary>Asks a process to end.</summary>
    public static async Task TerminateAsync(int id)
    {
        using var kill = Process.Start("/bin/kill", ["-TERM", id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
    }
}
