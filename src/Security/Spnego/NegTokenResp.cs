using System.Formats.Asn1;
using Sekimori.Wire;

namespace Sekimori.Security.Spnego;

/// <summary>NegTokenResp (RFC 4178 4.2.2): every token after the first, of both sides.</summary>
internal sealed record NegTokenResp
{
    /// <summary>How the acceptor sees the negotiation; null from an initiator.</summary>
    public NegState? State { get; init; }

    /// <summary>The mechanism that the acceptor chose; in its first token only.</summary>
    public string? SupportedMech { get; init; }

    /// <summary>The mechanism's token.</summary>
    public ReadOnlyMemory<byte>? ResponseToken { get; init; }

    /// <summary>The signature over the initiator's MechTypeList.</summary>
    public ReadOnlyMemory<byte>? MechListMic { get; init; }

    /// <summary>Reads the token.</summary>
    /// <exception cref="AsnContentException">It is no such token.</exception>
    /// <exception cref="MalformedException">Its state is none of the four.</exception>
    public static NegTokenResp Read(ReadOnlyMemory<byte> token)
    {
        var reader = new AsnReader(token, AsnEncodingRules.BER);
        var fields = reader.ReadSequence(NegTokenInit.Context(1)).ReadSequence();
        if (reader.HasData) throw new MalformedException(Malformed.Trailing, "a SPNEGO token with trailing bytes");
        var read = new NegTokenResp();
        while (fields.HasData)
        {
            if (fields.PeekTag() is not { TagClass: TagClass.ContextSpecific, TagValue: var number })
            {
                fields.ReadEncodedValue(); // an extension
                continue;
            }

            var field = fields.ReadSequence(NegTokenInit.Context(number));
            read = number switch
            {
                0 => read with { State = ReadState(field) },
                1 => read with { SupportedMech = NegTokenInit.Identifier(field) },
                2 => read with { ResponseToken = field.ReadOctetString() },
                3 => read with { MechListMic = field.ReadOctetString() },
                _ => read,
            };
        }

        return read;
    }

    /// <summary>The token's bytes.</summary>
    public byte[] ToArray()
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence(NegTokenInit.Context(1)))
        using (writer.PushSequence())
        {
            if (State is { } state)
            {
                using (writer.PushSequence(NegTokenInit.Context(0))) writer.WriteEnumeratedValue(state);
            }

            if (SupportedMech is { } mechanism)
            {
                using (writer.PushSequence(NegTokenInit.Context(1))) writer.WriteObjectIdentifier(mechanism);
            }

            if (ResponseToken is { } token)
            {
                using (writer.PushSequence(NegTokenInit.Context(2))) writer.WriteOctetString(token.Span);
            }

            if (MechListMic is { } mic)
            {
                using (writer.PushSequence(NegTokenInit.Context(3))) writer.WriteOctetString(mic.Span);
            }
        }

        return writer.Encode();
    }

    private static NegState ReadState(AsnReader field) => field.ReadEnumeratedBytes().Span switch
    {
        [<= (byte)NegState.RequestMic and var state] => (NegState)state,
        _ => throw new MalformedException(Malformed.BadValue, "SPNEGO negState"),
    };
}
