using System.Text;

namespace Sekimori.Posture.Offline;

/// <summary>Decodes text files of Windows: UTF-16 with or without a mark, or UTF-8.</summary>
internal static class OfflineText
{
    /// <summary>The text without its mark. Bytes that are no text become the replacement character.</summary>
    public static string Decode(ReadOnlySpan<byte> bytes)
    {
        if (bytes.StartsWith((ReadOnlySpan<byte>)[0xff, 0xfe])) return Encoding.Unicode.GetString(bytes[2..]);
        if (bytes.StartsWith((ReadOnlySpan<byte>)[0xfe, 0xff])) return Encoding.BigEndianUnicode.GetString(bytes[2..]);
        if (bytes.StartsWith((ReadOnlySpan<byte>)[0xef, 0xbb, 0xbf])) bytes = bytes[3..];
        // Text without a mark: in UTF-16, every second byte of Latin letters is 0.
        else if (bytes.Length >= 4 && bytes[0] != 0 && bytes[1] == 0 && bytes[2] != 0
            && bytes[3] == 0) return Encoding.Unicode.GetString(bytes);
        return Encoding.UTF8.GetString(bytes);
    }
}
