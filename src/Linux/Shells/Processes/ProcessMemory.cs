using System.Buffers.Text;
using System.Globalization;

namespace Sekimori.Linux.Shells.Processes;

/// <summary>The memory that one process holds.</summary>
internal static class ProcessMemory
{
    /// <summary>Resident and swapped-out memory, in octets, shared pages in full; 0 if the process has ended.</summary>
    internal static long Held(int process) => Sum(process, "status", "VmRSS:"u8, "VmSwap:"u8) ?? 0;

    /// <summary>
    /// The same with its part of the pages that it shares, which the kernel must count; null if the process may not be checked so closely.
    /// </summary>
    internal static long? Proportional(int process) => Sum(process, "smaps_rollup", "Pss:"u8, "SwapPss:"u8);

    // proc(5): lines "Name:   number kB" in both files.
    private static long? Sum(int process, string file, ReadOnlySpan<byte> first, ReadOnlySpan<byte> second)
    {
        // The files have about 60 and 25 lines.
        Span<byte> text = stackalloc byte[8192];
        int length;
        try
        {
            using var handle = File.OpenHandle(string.Create(CultureInfo.InvariantCulture, $"/proc/{process}/{file}"));
            length = RandomAccess.Read(handle, text, 0);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }

        return (Line(text[..length], first) + Line(text[..length], second)) * 1024;
    }

    private static long Line(ReadOnlySpan<byte> text, ReadOnlySpan<byte> name)
    {
        while (text.Length > 0)
        {
            var end = text.IndexOf((byte)'\n');
            var line = end < 0 ? text : text[..end];
            if (line.StartsWith(name))
                return Utf8Parser.TryParse(line[name.Length..].TrimStart(" \t"u8), out long number, out _) ? number : 0;
            text = end < 0 ? [] : text[(end + 1)..];
        }

        return 0;
    }
}
