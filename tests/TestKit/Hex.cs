namespace Sekimori.TestKit;

/// <summary>Bytes as people write them.</summary>
public static class Hex
{
    /// <summary>Reads hexadecimal digits; spaces, colons and line breaks between them are skipped.</summary>
    public static byte[] Bytes(string text) => Convert.FromHexString(string.Concat(text.Where(char.IsAsciiHexDigit)));

    /// <summary>Writes bytes in lower case, without anything between them.</summary>
    public static string Text(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(bytes);
}
