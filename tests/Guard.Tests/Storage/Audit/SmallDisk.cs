using System.Diagnostics;

namespace Sekimori.Storage.Tests.Audit;

/// <summary>A file system of its own that is soon full; skips where it may not be mounted.</summary>
internal sealed class SmallDisk : IDisposable
{
    private SmallDisk(string path) => Path = path;

    public string Path { get; }

    public static SmallDisk Mount(int kilobytes, int files = 0)
    {
        if (!Environment.IsPrivilegedProcess) Assert.Skip("mounting a tmpfs needs root");
        var path = Directory.CreateTempSubdirectory("sekimori-small-").FullName;
        if (Run("mount", "-t", "tmpfs", "-o", $"size={kilobytes}k{(files > 0 ? $",nr_inodes={files}" : "")}", "none", path) == 0)
            return new(path);
        Directory.Delete(path);
        Assert.Skip("no tmpfs can be mounted here");
        return null!;
    }

    /// <summary>Takes all the room that is left.</summary>
    public void Fill()
    {
        using var file = new FileStream(System.IO.Path.Combine(Path, "filler"), FileMode.Create, FileAccess.Write, FileShare.None, 0);
        try
        {
            while (true) file.Write(new byte[1024]);
        }
        catch (IOException)
        {
            // Full.
        }
    }

    /// <summary>Gives the room back.</summary>
    public void Empty() => File.Delete(System.IO.Path.Combine(Path, "filler"));

    public void Dispose()
    {
        if (Run("umount", Path) != 0) Run("umount", "-l", Path);
        Directory.Delete(Path);
    }

    private static int Run(string program, params string[] arguments)
    {
        using var run = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        run.WaitForExit();
        return run.ExitCode;
    }
}
