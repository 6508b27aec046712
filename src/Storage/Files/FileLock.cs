using System.Diagnostics;

namespace Sekimori.Storage.Files;

/// <summary>A lock between processes on a dedicated file; released when it is disposed of or its process ends.</summary>
internal sealed class FileLock : IDisposable
{
    private readonly FileStream _file;

    private FileLock(FileStream file) => _file = file;

    /// <summary>Waits for the lock.</summary>
    /// <param name="path">The lock file; it stays when the lock is released.</param>
    /// <param name="longest">How long to wait.</param>
    /// <exception cref="TimeoutException">Another process holds it for longer.</exception>
    public static FileLock Take(string path, TimeSpan longest)
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.None, BufferSize = 0
        };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        var waited = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                return new FileLock(new FileStream(path, options)); // FileShare.None is flock(LOCK_EX) on Unix
            }
            catch (IOException taken) when (taken is not (DirectoryNotFoundException or FileNotFoundException or PathTooLongException))
            {
                if (waited.Elapsed > longest) throw new TimeoutException($"{path} is held by another process", taken);
                Thread.Sleep(20);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();
}
