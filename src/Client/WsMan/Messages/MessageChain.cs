using System.Buffers;
using Sekimori.WsMan.Soap;

namespace Sekimori.Client.WsMan.Messages;

/// <summary>
/// The consecutive envelopes of an answer to a retransmission: the service acknowledges before it answers ([MS-WSMV] 4.11.3), and reports
/// now and then that it is alive.
/// </summary>
internal static class MessageChain
{
    /// <summary>Where an envelope's headers are.</summary>
    private const int Head = 4096;

    /// <summary>The resources and actions of such messages start so; those of answers do not.</summary>
    private const string Ours = "microsoft.com/wbem/wsman/1/wsman/";

    private const string End = "Envelope>";

    private static readonly EnvelopeCharset[] Charsets = Enum.GetValues<EnvelopeCharset>();
    private static readonly byte[][] Marks = [.. Charsets.Select(charset => charset.Encoding().GetBytes(Ours))];
    private static readonly byte[][] Ends = [.. Charsets.Select(charset => charset.Encoding().GetBytes(End))];

    /// <summary>Where the answer starts.</summary>
    internal static int StartOfLast(ReadOnlySpan<byte> body)
    {
        var charset = Array.IndexOf(Charsets, EnvelopeCharsets.Detect(body));
        var start = 0;
        while (true)
        {
            var rest = body[start..];
            if (rest[..Math.Min(Head, rest.Length)].IndexOf(Marks[charset]) < 0) return start;
            var end = rest.IndexOf(Ends[charset]);
            if (end < 0) return start;
            end += Ends[charset].Length;
            // White space may be between; a zero is half a character of UTF-16.
            var next = rest[end..].IndexOfAnyExcept(" \r\n\t\0"u8);
            if (next < 0) return start;
            start += end + next;
            // In UTF-16 big-endian the zero precedes the character; a byte order mark starts with none.
            if (Charsets[charset] == EnvelopeCharset.Utf16BigEndian && (start & 1) != 0) start--;
        }
    }
}
