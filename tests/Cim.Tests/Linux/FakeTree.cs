using Sekimori.Linux.Host;

namespace Sekimori.Linux.Tests;

/// <summary>A directory that is in for /proc, /sys, /etc and the rest.</summary>
internal sealed class FakeTree : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("sekimori-linux-").FullName;

    public LinuxPaths Paths => new()
    {
        Proc = Path.Combine(_root, "proc"),
        Sys = Path.Combine(_root, "sys"),
        Etc = Path.Combine(_root, "etc"),
        Run = Path.Combine(_root, "run"),
        Dev = Path.Combine(_root, "dev"),
        Var = Path.Combine(_root, "var"),
    };

    public string Root => _root;

    public void Write(string path, string text)
    {
        var full = Path.Combine(_root, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllText(full, text);
    }

    public void Write(string path, byte[] bytes)
    {
        Write(path, "");
        File.WriteAllBytes(Path.Combine(_root, path), bytes);
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);
}
