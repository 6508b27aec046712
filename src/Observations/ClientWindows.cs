using System.Buffers.Text;
using System.Globalization;

namespace Sekimori.Observations;

/// <summary>
/// The window sizes that a PowerShell client reports: its first messages are in base64 in the creation of the shell ([MS-PSRP] 2.2.2.2,
/// 2.2.3.14), as ASCII XML after binary headers. Only the two numbers are looked for: attack tools have their own. The one reader of it,
/// for servers and captures.
/// </summary>
internal static class ClientWindows
{
    /// <summary>Characters of a shell's first messages: those of Windows have about 7,000.</summary>
    private const int LongestCreation = 64 * 1024;

    /// <summary>Sizes of one client: Windows' reports one.</summary>
    private const int MostSizes = 64;

    /// <summary>Reads them: "120x50".</summary>
    public static List<string> Read(string creation)
    {
        List<string> sizes = [];
        if (creation.Length > LongestCreation) return sizes;
        var bytes = new byte[creation.Length];
        if (!Convert.TryFromBase64String(creation, bytes, out var count)) return sizes;
        var text = bytes.AsSpan(0, count);
        while (sizes.Count < MostSizes && Number(ref text, "N=\"width\">"u8, out var width)
            && Number(ref text, "N=\"height\">"u8, out var height))
            sizes.Add(string.Create(CultureInfo.InvariantCulture, $"{width}x{height}"));
        return sizes;
    }

    /// <summary>The number behind the next mark; the text continues after it.</summary>
    private static bool Number(ref Span<byte> text, ReadOnlySpan<byte> mark, out int number)
    {
        number = 0;
        var at = text.IndexOf(mark);
        if (at < 0) return false;
        text = text[(at + mark.Length)..];
        return Utf8Parser.TryParse(text, out number, out _);
    }
}
