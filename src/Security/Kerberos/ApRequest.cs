using System.Formats.Asn1;
using System.Text;

namespace Sekimori.Security.Kerberos;

/// <summary>As much of an AP-REQ (RFC 4120 5.5.1) as GSSAPI does not tell: how its ticket is encrypted, and the service that it names.</summary>
/// <param name="KeyType">The type of the key that the ticket is encrypted with.</param>
/// <param name="Service">The first part of the ticket's service name: "host", "HTTP". Nothing signs it: services that share a key can be told apart only as long as nobody changes it.</param>
internal sealed record ApRequest(int KeyType, string Service)
{
    /// <summary>The request without GSSAPI's framing.</summary>
    public ReadOnlyMemory<byte> Bare { get; private init; }

    /// <summary>Reads a token; null where it is no AP-REQ, which GSSAPI will say better.</summary>
    /// <param name="token">With GSSAPI's framing (RFC 4121 4.1), or bare as DCE style has it.</param>
    public static ApRequest? Read(ReadOnlySpan<byte> token)
    {
        try
        {
            ReadOnlyMemory<byte> request = token.ToArray();
            if (token.Length > 0 && token[0] == 0x60)
            {
                var framed = new AsnReader(request, AsnEncodingRules.BER).PeekContentBytes();
                // Kerberos' identifier has nine bytes; a long one would cost much to read.
                if (framed.Length < 2 || framed.Span[1] > 32) return null;
                AsnDecoder.ReadObjectIdentifier(framed.Span, AsnEncodingRules.BER, out var read);
                request = framed[(read + 2)..]; // TOK_ID
            }

            var bare = request;
            var ticket = Field(Application(new AsnReader(request, AsnEncodingRules.BER), 14), 3);
            var fields = Application(ticket, 1);
            var name = Field(Field(fields, 2).ReadSequence(), 1).ReadSequence();
            var encrypted = Field(fields, 3).ReadSequence();
            return new ApRequest((int)Field(encrypted, 0).ReadInteger(), Encoding.UTF8.GetString(name.PeekContentBytes().Span)) { Bare = bare };
        }
        catch (Exception unreadable) when (unreadable is AsnContentException or ArgumentException or OverflowException)
        {
            return null;
        }
    }

    // [APPLICATION n] around a SEQUENCE.
    private static AsnReader Application(AsnReader reader, int number) => reader.ReadSequence(new Asn1Tag(TagClass.Application, number, isConstructed: true)).ReadSequence();

    // The value of the field with this context tag; those before it are passed over.
    private static AsnReader Field(AsnReader fields, int number)
    {
        while (fields.PeekTag().TagValue != number) fields.ReadEncodedValue();
        return fields.ReadSequence(fields.PeekTag());
    }
}
