using System.Formats.Asn1;
using Sekimori.Wire;

namespace Sekimori.Security.CredSsp;

/// <summary>TSRequest ([MS-CSSP] 2.2.1), the one message of CredSSP.</summary>
internal sealed record TsRequest
{
    /// <summary>The version that is spoken here. Below 5, the server's key is not bound to the handshake safely (CVE-2018-0886).</summary>
    public const int CurrentVersion = 6, LeastVersion = 5;

    public int Version { get; init; } = CurrentVersion;

    /// <summary>A token of SPNEGO.</summary>
    public byte[]? NegoToken { get; init; }

    /// <summary>The client's credentials, encrypted.</summary>
    public byte[]? AuthInfo { get; init; }

    /// <summary>The hash over the server's key, encrypted.</summary>
    public byte[]? PubKeyAuth { get; init; }

    /// <summary>An NTSTATUS.</summary>
    public uint? ErrorCode { get; init; }

    /// <summary>The client's nonce, 32 bytes.</summary>
    public byte[]? ClientNonce { get; init; }

    /// <summary>Reads the message.</summary>
    /// <exception cref="AsnContentException">It is no such message.</exception>
    /// <exception cref="MalformedException">Its version does not exist.</exception>
    public static TsRequest Read(ReadOnlyMemory<byte> message)
    {
        var fields = new AsnReader(message, AsnEncodingRules.BER).ReadSequence();
        var read = new TsRequest { Version = 0 };
        while (fields.HasData)
        {
            if (fields.PeekTag() is not { TagClass: TagClass.ContextSpecific, TagValue: var number })
            {
                fields.ReadEncodedValue();
                continue;
            }

            var field = fields.ReadSequence(Tag(number));
            read = number switch
            {
                0 => read with
                {
                    Version = field.TryReadInt32(out var version) && version > 0
                        ? version
                        : throw new MalformedException(Malformed.BadValue, "TSRequest version")
                },
                // NegoData is a sequence, of which SPNEGO fills one.
                1 => read with { NegoToken = field.ReadSequence().ReadSequence().ReadSequence(Tag(0)).ReadOctetString() },
                2 => read with { AuthInfo = field.ReadOctetString() },
                3 => read with { PubKeyAuth = field.ReadOctetString() },
                4 => read with { ErrorCode = unchecked((uint)(long)(field.ReadInteger() & uint.MaxValue)) },
                5 => read with { ClientNonce = field.ReadOctetString() },
                _ => read,
            };
        }

        return read.Version > 0 ? read : throw new MalformedException(Malformed.BadValue, "TSRequest without version");
    }

    /// <summary>The message's bytes.</summary>
    public byte[] ToArray()
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            using (writer.PushSequence(Tag(0))) writer.WriteInteger(Version);
            if (NegoToken is { } token)
            {
                using (writer.PushSequence(Tag(1)))
                using (writer.PushSequence())
                using (writer.PushSequence())
                using (writer.PushSequence(Tag(0)))
                {
                    writer.WriteOctetString(token);
                }
            }

            Octets(writer, 2, AuthInfo);
            Octets(writer, 3, PubKeyAuth);
            if (ErrorCode is { } error)
            {
                // NTSTATUS is a 32-bit number: those with the high bit set are negative.
                using (writer.PushSequence(Tag(4))) writer.WriteInteger(unchecked((int)error));
            }

            Octets(writer, 5, ClientNonce);
        }

        return writer.Encode();
    }

    private static Asn1Tag Tag(int number) => new(TagClass.ContextSpecific, number, isConstructed: true);

    private static void Octets(AsnWriter writer, int number, byte[]? value)
    {
        if (value is null) return;
        using (writer.PushSequence(Tag(number))) writer.WriteOctetString(value);
    }
}
