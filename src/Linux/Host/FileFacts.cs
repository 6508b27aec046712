using System.Text;

namespace Sekimori.Linux.Host;

/// <summary>What the kernel says of one file.</summary>
internal sealed record FileFacts(
    string Path, bool IsFile, ulong Size, DateTimeOffset? Created, DateTimeOffset Modified, DateTimeOffset Accessed, bool MayRead,
    bool MayWrite)
{
    private const int FileTypes = 0xF000, RegularFile = 0x8000;
    private const int MayReadIt = 4, MayWriteIt = 2;

    // type, mode, size and the four times; statx(2).
    private const uint Wanted = 0x1 | 0x2 | 0x20 | 0x40 | 0x200 | 0x800;
    private const uint HasBirth = 0x800;
    private const int MaxPath = 4096; // PATH_MAX

    /// <summary>Reads the facts with the rights of the calling thread; null if the file is not there for it.</summary>
    public static unsafe FileFacts? Read(string path)
    {
        if (path.Contains('\0', StringComparison.Ordinal) || Encoding.UTF8.GetByteCount(path) >= MaxPath)
            return null;
        Span<byte> name = stackalloc byte[MaxPath];
        name[Encoding.UTF8.GetBytes(path, name)] = 0;
        Libc.StatXFacts facts;
        fixed (byte* p = name)
            if (Libc.StatX(Libc.CurrentDirectory, p, 0, Wanted, &facts) != 0)
                return null;
        return new FileFacts(path, (facts.Mode & FileTypes) == RegularFile, facts.Size,
            (facts.Mask & HasBirth) != 0 ? Time(facts.BirthSeconds, facts.BirthNanoseconds) : null,
            Time(facts.ModifiedSeconds, facts.ModifiedNanoseconds), Time(facts.AccessedSeconds, facts.AccessedNanoseconds),
            May(path, MayReadIt), May(path, MayWriteIt));
    }

    private static bool May(string path, int mode) => Libc.AccessAt(Libc.CurrentDirectory, path, mode, Libc.AsEffectiveUser) == 0;

    // A file can claim any time; years that .NET does not know become the nearest that it does.
    private static DateTimeOffset Time(long seconds, uint nanoseconds)
    {
        var known = Math.Clamp(
            seconds, DateTimeOffset.MinValue.ToUnixTimeSeconds(), DateTimeOffset.MaxValue.ToUnixTimeSeconds() - 1);
        return DateTimeOffset.FromUnixTimeSeconds(known).AddTicks(nanoseconds / 100);
    }
}
