namespace Sekimori.Linux.Host;

/// <summary>The sessions of users, as systemd-logind keeps them: one file each.</summary>
internal sealed class SessionFacts(LinuxHost host)
{
    private readonly string _directory = Path.Combine(host.Paths.Run, "systemd/sessions");

    /// <summary>How many there are; null if logind does not run and they are not counted.</summary>
    public uint? Count() => Directory.Exists(_directory) ? (uint)Files().Count() : null;

    /// <summary>The sessions: their identifiers and what their files say.</summary>
    public IEnumerable<(string Id, Dictionary<string, string> Facts)> Read() =>
        Directory.Exists(_directory) ? Files().Select(f => (Path.GetFileName(f), KeyValueFile.Read(f))) : [];

    // Beside the sessions there are pipes that keep them open, named "<id>.ref".
    private IEnumerable<string> Files() => Directory.EnumerateFiles(_directory).Where(f => !f.EndsWith(".ref", StringComparison.Ordinal));
}
