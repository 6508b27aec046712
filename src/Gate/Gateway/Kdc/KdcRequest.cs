using System.Buffers.Binary;
using System.Formats.Asn1;
using System.Text;
using Sekimori.Security;

namespace Sekimori.Gate.Gateway.Kdc;

/// <summary>A request to a KDC as it arrived in a KDC-PROXY-MESSAGE ([MS-KKDCP] 2.2.2): what is passed on, and what it says about
/// itself. The names are the client's claims.</summary>
/// <param name="Message">The Kerberos message with its length before it (RFC 4120 7.2.2).</param>
/// <param name="IsLogon">True for an AS-REQ, which tries a password; false for a TGS-REQ.</param>
/// <param name="Realm">The realm that it is for.</param>
/// <param name="Client">The client's name; empty in a TGS-REQ, whose client is in its ticket.</param>
/// <param name="Service">The service that a ticket is wanted for.</param>
internal sealed record KdcRequest(ReadOnlyMemory<byte> Message, bool IsLogon, string Realm, string Client, string Service)
{
    // RFC 4120 7.2.2: four octets.
    private const int LengthBytes = 4;

    // RFC 4120 5.4.1.
    private static readonly Asn1Tag AsRequest = new(TagClass.Application, 10, isConstructed: true),
        TgsRequest = new(TagClass.Application, 12, isConstructed: true);

    /// <summary>Reads the body of a request to the proxy; null if it is no KDC-PROXY-MESSAGE with an AS-REQ or a TGS-REQ for the realm
    /// that it names.</summary>
    public static KdcRequest? Read(ReadOnlyMemory<byte> body)
    {
        ReadOnlySpan<byte> whole = body.Span;
        if (!BerView.TryNext(ref whole, out var tag, out var fields) || tag != Asn1Tag.Sequence || !whole.IsEmpty) return null;
        // [MS-KKDCP] 2.2.2: target-domain is required of clients.
        if (!TryText(fields, 1, out var target) || !BerView.TryField(fields, 0, out var field)
            || !BerView.TryNext(ref field, out tag, out var message) || !field.IsEmpty || tag != Asn1Tag.PrimitiveOctetString) return null;
        if (message.Length <= LengthBytes || BinaryPrimitives.ReadUInt32BigEndian(message) != message.Length - LengthBytes) return null;

        var rest = message[LengthBytes..];
        if (!BerView.TryNext(ref rest, out tag, out var request) || !rest.IsEmpty) return null;
        var isLogon = tag == AsRequest;
        if (!isLogon && tag != TgsRequest) return null;
        if (!BerView.TryEnter(request, Asn1Tag.Sequence, out request) || !BerView.TryField(request, 4, out var inner)
            || !BerView.TryEnter(inner, Asn1Tag.Sequence, out inner)) return null;
        // One realm: the proxy chooses the KDC by what the KDC reads.
        if (!TryText(inner, 2, out var realm) || !realm.Equals(target, StringComparison.OrdinalIgnoreCase)) return null;
        if (!body.Span.Overlaps(message, out var offset)) return null;
        return new(body.Slice(offset, message.Length), isLogon, realm, isLogon ? NameOf(inner, 1) : "", NameOf(inner, 3));
    }

    /// <summary>A KDC's answer as a KDC-PROXY-MESSAGE.</summary>
    /// <param name="answer">The Kerberos message with its length before it.</param>
    public static byte[] Wrap(ReadOnlySpan<byte> answer)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        using (writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 0)))
            writer.WriteOctetString(answer);
        return writer.Encode();
    }

    // KerberosString and Realm are GeneralString (RFC 4120 5.2.1).
    private static bool TryText(ReadOnlySpan<byte> fields, int number, out string text)
    {
        text = "";
        if (!BerView.TryField(fields, number, out var field) || !BerView.TryNext(ref field, out _, out var content)) return false;
        text = Encoding.UTF8.GetString(content);
        return text.Length > 0;
    }

    // PrincipalName (RFC 4120 5.2.2): its type, and its parts.
    private static string NameOf(ReadOnlySpan<byte> body, int number)
    {
        if (!BerView.TryField(body, number, out var name) || !BerView.TryEnter(name, Asn1Tag.Sequence, out name)
            || !BerView.TryField(name, 1, out var parts) || !BerView.TryEnter(parts, Asn1Tag.Sequence, out parts)) return "";
        var text = new StringBuilder();
        while (BerView.TryNext(ref parts, out _, out var part))
            text.Append(text.Length > 0 ? "/" : "").Append(Encoding.UTF8.GetString(part));
        return text.ToString();
    }
}
