using System.Diagnostics;
using System.Globalization;

namespace Sekimori.Bench.Epm;

/// <summary>A server in a process of its own.</summary>
internal sealed class Child : IAsyncDisposable
{
    private readonly Process _process;

    private Child(Process process) => _process = process;

    public static async Task<Child> StartAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!, ["serve", .. arguments]) { RedirectStandardInput = true, RedirectStandardOutput = true };
        var child = new Child(Process.Start(start)!);
        var line = await child._process.StandardOutput.ReadLineAsync();
        return line == "ready" ? child : throw new InvalidOperationException($"The server did not start: {line}");
    }

    /// <summary>Resident memory after a collection, in bytes.</summary>
    public async Task<long> MemoryAsync()
    {
        await _process.StandardInput.WriteLineAsync();
        return long.Parse((await _process.StandardOutput.ReadLineAsync())!, CultureInfo.InvariantCulture);
    }

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        if (!_process.WaitForExit(2000)) _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
