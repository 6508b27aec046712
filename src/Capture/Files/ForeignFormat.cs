using System.Buffers.Binary;

namespace Sekimori.Capture.Files;

/// <summary>Files that are often mistaken for captures, and what to do with each.</summary>
internal static class ForeignFormat
{
    private const string Convert = "convert it first: editcap -F pcapng FILE NEW.pcapng";

    /// <summary>The format of the file, by its first 24 bytes; null if it is unknown.</summary>
    public static string? Describe(ReadOnlySpan<byte> start)
    {
        if (start.StartsWith((ReadOnlySpan<byte>)[0x1f, 0x8b])) return Packed("gzip", "gunzip -c");
        if (start.StartsWith((ReadOnlySpan<byte>)[0x28, 0xb5, 0x2f, 0xfd])) return Packed("zstd", "zstdcat");
        if (start.StartsWith((ReadOnlySpan<byte>)[0xfd, 0x37, 0x7a, 0x58, 0x5a])) return Packed("xz", "xzcat");
        if (start.StartsWith((ReadOnlySpan<byte>)[0x04, 0x22, 0x4d, 0x18])) return Packed("lz4", "lz4 -dc");
        if (start.StartsWith("BZh"u8)) return Packed("bzip2", "bzcat");
        if (start.StartsWith("PK\u0003\u0004"u8)) return "the file is a zip archive; unpack it first";
        if (start.StartsWith("snoop\0\0\0"u8)) return $"the file is a capture of Solaris' snoop, which is not supported; {Convert}";
        if (start.StartsWith("GMBU"u8) || start.StartsWith("RTSS"u8))
            return $"the file is a capture of Microsoft's Network Monitor, which is not supported; {Convert}";
        if (start.StartsWith("XCP\0"u8) || start.StartsWith("TRSNIFF"u8) || start.StartsWith("iptrace"u8))
            return $"the file is a capture of another program in an unsupported format; {Convert}";
        if (start.StartsWith("ElfFile\0"u8)) return "the file is a Windows event log, not a capture";
        if (IsErf(start)) return $"the file looks like a capture in ERF, which is not supported; {Convert}";
        return IsTrace(start)
            ? "the file looks like an event trace of Windows (.etl); convert it first: etl2pcapng FILE NEW.pcapng, or pktmon etl2pcap FILE"
            : null;
    }

    private static string Packed(string how, string command) =>
        $"the file is compressed with {how}; decompress it: {command} FILE | sekimori watch -";

    /// <summary>An ERF record has no mark: a time, a type below 49, and two lengths that fit each other.</summary>
    private static bool IsErf(ReadOnlySpan<byte> start)
    {
        int kind = start[8] & 0x7f, record = BinaryPrimitives.ReadUInt16BigEndian(start[10..]),
            wire = BinaryPrimitives.ReadUInt16BigEndian(start[14..]);
        var seconds = BinaryPrimitives.ReadUInt32LittleEndian(start[4..]);
        return kind is > 0 and < 49 && record is >= 24 && record % 8 == 0 && wire > 0 && wire <= record
            && seconds is > 0x2a00_0000 and < 0xf000_0000;
    }

    /// <summary>The header of a trace's first buffer: its size, a power of two, and how much of it is filled, twice.</summary>
    private static bool IsTrace(ReadOnlySpan<byte> start)
    {
        uint size = BinaryPrimitives.ReadUInt32LittleEndian(start), saved = BinaryPrimitives.ReadUInt32LittleEndian(start[4..]),
            current = BinaryPrimitives.ReadUInt32LittleEndian(start[8..]);
        return size is >= 0x1000 and <= 0x100_0000 && System.Numerics.BitOperations.IsPow2(size) && saved > 0x48 && saved <= size
            && current <= size;
    }
}
