using Microsoft.Win32.SafeHandles;

namespace Sekimori.Server.Admission;

/// <summary>
/// Reserve descriptors, released when there are almost none: .NET needs some to start a thread of its pool, and ends the process ("Out of
/// memory.") if it cannot; the collector reads /proc/meminfo, code is loaded from files. Used by one thread.
/// </summary>
internal sealed class SpareFiles : IDisposable
{
    private const int Count = 16;

    private readonly SafeFileHandle?[] _held = new SafeFileHandle?[Count];

    /// <summary>Opens them, as far as there are any.</summary>
    public void Take()
    {
        if (!OperatingSystem.IsLinux()) return;
        try
        {
            for (var i = 0; i < Count; i++) _held[i] ??= File.OpenHandle("/dev/null");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // Another time.
        }
    }

    /// <summary>Gives them up.</summary>
    public void Dispose()
    {
        for (var i = 0; i < Count; i++)
        {
            _held[i]?.Dispose();
            _held[i] = null;
        }
    }
}
