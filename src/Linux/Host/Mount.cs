namespace Sekimori.Linux.Host;

/// <summary>A mounted file system, as /proc/self/mounts has it.</summary>
internal sealed record Mount(string Source, string Target, string Type, string Options)
{
    /// <summary>The block device, or null if there is none.</summary>
    public string? Device => Source.StartsWith('/') ? Source : null;

    public bool IsReadOnly => Options == "ro" || Options.StartsWith("ro,", StringComparison.Ordinal);
}
