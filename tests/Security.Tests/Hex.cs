namespace Sekimori.Security.Tests;

/// <summary>Hexadecimal text as specifications print it, blanks and lines anywhere.</summary>
public static class Hex
{
    public static byte[] Bytes(string text) => Convert.FromHexString(string.Concat(text.Where(char.IsAsciiHexDigit)));
}
