using System.Text.Encodings.Web;
using Sekimori.Rpc.Association;

namespace Sekimori.Gate.Gateway.Terminated;

/// <summary>
/// Text of a target as the inside of a JSON string (RFC 8259 7). It is never made a string of .NET: the output of a shell is many times
/// larger than all else that is recorded. What is not UTF-8 becomes U+FFFD.
/// </summary>
internal static class CastText
{
    /// <summary>The bytes of the longest character in UTF-8 (RFC 3629 3).</summary>
    public const int LongestCharacter = 4;

    // What is encoded character by character from one that must be escaped.
    private const int Piece = 16;

    // \uXXXX for each byte.
    private const int Growth = 6;

    // Escapes quotes, backslashes and control characters. The recording is not part of a page of HTML.
    private static readonly JavaScriptEncoder Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;

    /// <summary>Writes text.</summary>
    /// <param name="line">Where to.</param>
    /// <param name="text">The text.</param>
    /// <param name="isWhole">False if its last character may go on in the next message.</param>
    /// <returns>The bytes of the text that were written: all, or all but the first bytes of its last character.</returns>
    public static int Write(PooledBuffer line, ReadOnlySpan<byte> text, bool isWhole)
    {
        // Once: most of it stays as it is.
        line.GetSpan(text.Length);
        for (var at = 0; at < text.Length;)
        {
            var rest = text[at..];
            var plain = Encoder.FindFirstCharacterToEncodeUtf8(rest);
            line.Append(plain < 0 ? rest : rest[..plain]);
            if (plain < 0) break;
            rest = rest[plain..];
            at += plain;
            // The end of a line, mostly: what the encoder writes, without a call for each.
            if (Short(rest[0]) is { IsEmpty: false } escape)
            {
                line.Append(escape);
                at++;
                continue;
            }
            var piece = rest[..Math.Min(rest.Length, Piece)];
            Encoder.EncodeUtf8(piece, line.GetSpan(piece.Length * Growth), out var read, out var written,
                isFinalBlock: isWhole && piece.Length == rest.Length);
            line.Advance(written);
            at += read;
            if (read == 0) return at;
        }
        return text.Length;
    }

    // RFC 8259 7.
    private static ReadOnlySpan<byte> Short(byte character) => character switch
    {
        (byte)'\n' => "\\n"u8,
        (byte)'\r' => "\\r"u8,
        (byte)'\t' => "\\t"u8,
        (byte)'"' => "\\\""u8,
        (byte)'\\' => "\\\\"u8,
        _ => [],
    };
}
