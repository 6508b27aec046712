using System.Text;
using Sekimori.Guard.Observations;

namespace Sekimori.Capture.Logons;

/// <summary>A Kerberos AP-REQ (RFC 4120 5.5.1): who is asked is readable, who asks is inside the ticket.</summary>
internal static class KerberosToken
{
    private const byte ApplicationRequest = 0x6e, Ticket = 0x61, GssFrame = 0x60, Sequence = 0x30, OctetString = 0x04, ObjectId = 0x06;

    /// <summary>SPNEGO nests six deep; the rest is for frames in frames.</summary>
    private const int DepthLimit = 12;

    public static Token? TryRead(ReadOnlySpan<byte> bytes)
    {
        if (!TryFind(bytes, ApplicationRequest, DepthLimit, out var request)) return null;
        if (!TryFind(request, Ticket, DepthLimit, out var ticket) || !TryElement(ref ticket, out var tag, out var fields) || tag != Sequence) return null;
        var token = new Token { Scheme = "Kerberos" };
        while (TryElement(ref fields, out tag, out var content))
        {
            if (tag == 0xa1 && TryElement(ref content, out _, out var realm)) token.Facts.Add(Fact.Realm, Encoding.Latin1.GetString(Short(realm)));
            if (tag == 0xa2) token.Facts.Add(Fact.Target, Name(content));
        }
        return token;
    }

    /// <summary>PrincipalName: the components, joined as people write them.</summary>
    private static string Name(ReadOnlySpan<byte> principal)
    {
        var name = new StringBuilder();
        if (!TryElement(ref principal, out _, out var fields)) return "";
        while (TryElement(ref fields, out var tag, out var content))
        {
            if (tag != 0xa1 || !TryElement(ref content, out _, out var components)) continue;
            while (TryElement(ref components, out _, out var component) && name.Length < 512)
            {
                if (name.Length > 0) name.Append('/');
                name.Append(Encoding.Latin1.GetString(Short(component)));
            }
        }
        return name.ToString();
    }

    /// <summary>Looks for an element, into whatever is constructed and into octet strings that hold a token.</summary>
    private static bool TryFind(ReadOnlySpan<byte> bytes, byte wanted, int depth, out ReadOnlySpan<byte> found)
    {
        found = default;
        while (depth > 0 && TryElement(ref bytes, out var tag, out var content))
        {
            if (tag == wanted)
            {
                found = content;
                return true;
            }
            var isFrame = tag is GssFrame or OctetString;
            if (!isFrame && (tag & 0x20) == 0)
            {
                // The mechanism's id, then two bytes that say which token follows (RFC 4121 4.1).
                if (tag == ObjectId && bytes.Length > 2 && bytes[0] == 1 && bytes[1] == 0) bytes = bytes[2..];
                continue;
            }
            if (TryFind(content, wanted, depth - 1, out found)) return true;
        }
        return false;
    }

    private static bool TryElement(scoped ref ReadOnlySpan<byte> bytes, out byte tag, out ReadOnlySpan<byte> content)
    {
        tag = 0;
        content = default;
        if (bytes.Length < 2) return false;
        tag = bytes[0];
        int length = bytes[1], header = 2;
        if (length >= 0x80)
        {
            var octets = length & 0x7f;
            if (octets is 0 or > 3 || bytes.Length < 2 + octets) return false;
            length = 0;
            for (var i = 0; i < octets; i++) length = length << 8 | bytes[2 + i];
            header += octets;
        }
        if (length > bytes.Length - header) return false;
        content = bytes.Slice(header, length);
        bytes = bytes[(header + length)..];
        return true;
    }

    private static ReadOnlySpan<byte> Short(ReadOnlySpan<byte> text) => text.Length > 256 ? text[..256] : text;
}
