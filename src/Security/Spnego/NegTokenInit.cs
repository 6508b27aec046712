using System.Formats.Asn1;
using Sekimori.Wire;

namespace Sekimori.Security.Spnego;

/// <summary>
/// NegTokenInit (RFC 4178 4.2.1), the initiator's first token, and NegTokenInit2 ([MS-SPNG] 2.2.1), which an acceptor may start with.
/// </summary>
/// <param name="MechTypes">The mechanisms, the preferred one first.</param>
internal sealed record NegTokenInit(IReadOnlyList<string> MechTypes)
{
    // Windows names four. Choosing among more than this many is work that nobody needs of us.
    private const int MostMechTypes = 32;

    // An identifier has some ten bytes. The list is kept for the whole handshake, and long identifiers cost much to read.
    private const int LongestMechTypeList = 1024;

    private static readonly Asn1Tag Application0 = new(TagClass.Application, 0, isConstructed: true);

    /// <summary>MechTypeList as it is on the wire: what mechListMIC signs.</summary>
    public ReadOnlyMemory<byte> MechTypeList { get; init; }

    /// <summary>The first token of the preferred mechanism; null if it is not sent on trust.</summary>
    public ReadOnlyMemory<byte>? MechToken { get; init; }

    /// <summary>The signature over <see cref="MechTypeList"/>; null if there is none.</summary>
    public ReadOnlyMemory<byte>? MechListMic { get; init; }

    /// <summary>Whether this is a NegTokenInit2 with hints.</summary>
    public bool HasHints { get; init; }

    /// <summary>The mechanism whose token this is, of any GSSAPI initial token (RFC 2743 3.1).</summary>
    /// <exception cref="AsnContentException">It is malformed.</exception>
    /// <exception cref="MalformedException">Its identifier is longer than any.</exception>
    public static string MechanismOf(ReadOnlyMemory<byte> token)
    {
        var inner = new AsnReader(token, AsnEncodingRules.BER).ReadSequence(Application0);
        return Identifier(inner);
    }

    /// <summary>Reads the token.</summary>
    /// <exception cref="AsnContentException">It is no such token.</exception>
    /// <exception cref="MalformedException">It names too many mechanisms, or none.</exception>
    public static NegTokenInit Read(ReadOnlyMemory<byte> token)
    {
        var outer = new AsnReader(token, AsnEncodingRules.BER).ReadSequence(Application0);
        if (Identifier(outer) != MechOid.Spnego) throw new MalformedException(Malformed.BadValue, "not SPNEGO's identifier");
        var fields = outer.ReadSequence(Context(0)).ReadSequence();
        var read = new NegTokenInit([]);
        while (fields.HasData)
        {
            if (fields.PeekTag() is not { TagClass: TagClass.ContextSpecific, TagValue: var number })
            {
                fields.ReadEncodedValue(); // an extension
                continue;
            }

            var field = fields.ReadSequence(Context(number));
            read = number switch
            {
                0 => read with
                {
                    MechTypeList = Bounded(field.PeekEncodedValue()).ToArray(),
                    MechTypes = MechanismsOf(field.ReadSequence())
                },
                2 => read with { MechToken = field.ReadOctetString() },
                // RFC 4178 has the signature here, [MS-SPNG] its hints, and the signature one further on.
                3 when field.PeekTag().HasSameClassAndValue(Asn1Tag.Sequence) => read with { HasHints = true },
                3 or 4 => read with { MechListMic = field.ReadOctetString() },
                _ => read, // reqFlags, which an acceptor "MUST ignore" ([MS-SPNG] 3.1.5.3), and extensions
            };
        }

        return read.MechTypes.Count > 0 ? read : throw new MalformedException(Malformed.BadValue, "a SPNEGO token without mechanisms");
    }

    /// <summary>The token's bytes; <see cref="MechTypeList"/> is encoded again.</summary>
    public byte[] ToArray()
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence(Application0))
        {
            writer.WriteObjectIdentifier(MechOid.Spnego);
            using (writer.PushSequence(Context(0)))
            using (writer.PushSequence())
            {
                using (writer.PushSequence(Context(0))) writer.WriteEncodedValue(Encode(MechTypes));
                if (MechToken is { } token)
                {
                    using (writer.PushSequence(Context(2))) writer.WriteOctetString(token.Span);
                }

                if (HasHints) WriteHints(writer);
            }
        }

        return writer.Encode();
    }

    /// <summary>MechTypeList's bytes.</summary>
    public static byte[] Encode(IReadOnlyList<string> mechTypes)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            foreach (var oid in mechTypes) writer.WriteObjectIdentifier(oid);
        }

        return writer.Encode();
    }

    /// <summary>An identifier, which is not read if it is longer than any.</summary>
    /// <exception cref="MalformedException">It is.</exception>
    internal static string Identifier(AsnReader reader)
    {
        _ = Bounded(reader.PeekEncodedValue());
        return reader.ReadObjectIdentifier();
    }

    private static ReadOnlyMemory<byte> Bounded(ReadOnlyMemory<byte> value) =>
        value.Length <= LongestMechTypeList ? value : throw new MalformedException(Malformed.TooMany, "identifiers in a SPNEGO token");

    internal static Asn1Tag Context(int number) => new(TagClass.ContextSpecific, number, isConstructed: true);

    private static List<string> MechanismsOf(AsnReader list)
    {
        var found = new List<string>();
        while (list.HasData)
        {
            if (found.Count == MostMechTypes) throw new MalformedException(Malformed.TooMany, "mechanisms in a SPNEGO token");
            found.Add(list.ReadObjectIdentifier());
        }

        return found;
    }

    // [MS-SPNG] 2.2.1: hintName as a GeneralString (tag 27), which has no writer.
    private static void WriteHints(AsnWriter writer)
    {
        using (writer.PushSequence(Context(3)))
        using (writer.PushSequence())
        using (writer.PushSequence(Context(0)))
        {
            var name = "not_defined_in_RFC4178@please_ignore"u8;
            writer.WriteEncodedValue([(byte)UniversalTagNumber.GeneralString, (byte)name.Length, .. name]);
        }
    }
}
