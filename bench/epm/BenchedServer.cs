using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;

namespace Sekimori.Bench.Epm;

/// <summary>A server under load, and the interface that it is asked for.</summary>
/// <param name="Name">Its column.</param>
/// <param name="Process">Its process; null is one that runs already.</param>
/// <param name="Interface">UUID and major version, as mapload takes them.</param>
internal sealed record BenchedServer(string Name, Process? Process, string Address, int Port, string Interface) : IDisposable
{
    private const string Samr = "12345778-1234-abcd-ef00-0123456789ac:1", EndpointMapper = "e1af8308-5d1f-11c9-91a4-08002b14a0fa:3";
    private DirectoryInfo? _data;

    /// <summary>Canned bytes have no status.</summary>
    public bool IsBare => Name == "bare";

    /// <summary>Samba's own, where it runs.</summary>
    public static BenchedServer Samba { get; } = new("Samba", null, "127.0.0.1", 135, Samr);

    /// <summary>The mapper by itself, or the handler that it is compared with: this program once more.</summary>
    public static BenchedServer OfThisProgram(string which, string address, int port)
    {
        var process = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, [which, address, $"{port}"])
        {
            RedirectStandardInput = true, RedirectStandardOutput = true
        })!;
        if (process.StandardOutput.ReadLine() != "ready") throw new InvalidOperationException($"{which} did not start.");
        return new(which, process, address, port, Samr);
    }

    /// <summary>The command as users run it: both doors, policy, audit log and detection as they come.</summary>
    public static BenchedServer OfCommand(string command, string address, int port)
    {
        var data = Directory.CreateTempSubdirectory("sekimori-bench-");
        var start = new ProcessStartInfo(
            command,
            ["serve", "--address", address, "--rpc-port", $"{port}", "--http-port", $"{port + 1}", "--https-port", $"{port + 2}", "--data",
            data.FullName])
        {
            RedirectStandardOutput = true, RedirectStandardError = true,
        };
        var process = Process.Start(start)!;
        process.ErrorDataReceived += (_, _) => { };
        process.BeginErrorReadLine();
        while (process.StandardOutput.ReadLine() is { } line)
        {
            if (line.Contains("  Stop ", StringComparison.Ordinal)) break;
        }

        if (process.WaitForExit(500)) throw new InvalidOperationException($"{command} serve did not start.");
        _ = process.StandardOutput.ReadToEndAsync();
        return new("serve", process, address, port, EndpointMapper) { _data = data };
    }

    /// <summary>Whether a process listens there.</summary>
    public async Task<bool> IsThereAsync()
    {
        try
        {
            using var probe = new Socket(SocketType.Stream, ProtocolType.Tcp);
            await probe.ConnectAsync(Address, Port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    /// <summary>Microseconds of processor time so far.</summary>
    public double ProcessorTime()
    {
        if (Process is null) return double.NaN;
        Process.Refresh();
        return Process.TotalProcessorTime.TotalMicroseconds;
    }

    /// <summary>Kilobytes in memory; this program's servers collect first.</summary>
    public double Occupied()
    {
        if (Process!.StartInfo.RedirectStandardInput)
        {
            Process.StandardInput.WriteLine();
            Process.StandardInput.Flush();
            return double.Parse(Process.StandardOutput.ReadLine()!, CultureInfo.InvariantCulture);
        }

        Process.Refresh();
        return Process.WorkingSet64 / 1024.0;
    }

    public void Dispose()
    {
        Process?.Kill();
        Process?.WaitForExit();
        Process?.Dispose();
        _data?.Delete(recursive: true);
    }
}
