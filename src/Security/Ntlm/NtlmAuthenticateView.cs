using System.Buffers.Binary;
using System.Text;

namespace Sekimori.Security.Ntlm;

/// <summary>
/// AUTHENTICATE_MESSAGE where it lies ([MS-NLMP] 2.2.1.3). Nothing is trusted: a part that points out of the message reads as empty, and
/// <see cref="TryPart"/> reports it. The acceptor's strict <see cref="AuthenticateMessage"/> and the passive observer of captures both read
/// by it.
/// </summary>
internal readonly ref struct NtlmAuthenticateView
{
    /// <summary>Bytes up to the flags: what every such message has.</summary>
    internal const int FixedSize = 64;

    /// <summary>The pointers to the six parts follow each other.</summary>
    internal const int FirstPart = 12, PartSize = 8, Parts = 6;

    private readonly ReadOnlySpan<byte> _message;

    /// <summary>What every message of NTLM starts with.</summary>
    public static ReadOnlySpan<byte> Signature => NtlmPayload.Signature;

    private NtlmAuthenticateView(ReadOnlySpan<byte> message) => _message = message;

    /// <summary>What was agreed on, as the client has it.</summary>
    public NegotiateFlags Flags => (NegotiateFlags)BinaryPrimitives.ReadUInt32LittleEndian(_message[60..]);

    /// <summary>LmChallengeResponse.</summary>
    public ReadOnlySpan<byte> LmResponse => Part(0);

    /// <summary>NtChallengeResponse: 24 bytes of NTLMv1, more of NTLMv2, none of an anonymous client.</summary>
    public ReadOnlySpan<byte> NtResponse => Part(1);

    /// <summary>The user's domain, in the message's character set.</summary>
    public ReadOnlySpan<byte> Domain => Part(2);

    /// <summary>The user's name, in the message's character set.</summary>
    public ReadOnlySpan<byte> User => Part(3);

    /// <summary>The client's computer, in the message's character set.</summary>
    public ReadOnlySpan<byte> Workstation => Part(4);

    /// <summary>EncryptedRandomSessionKey.</summary>
    public ReadOnlySpan<byte> EncryptedSessionKey => Part(5);

    /// <summary>The character set of the names.</summary>
    public Encoding Encoding => NtlmPayload.Encoding(Flags);

    /// <summary>Looks at a message.</summary>
    /// <returns>False if it is another one, or too short to be one.</returns>
    public static bool TryRead(ReadOnlySpan<byte> message, out NtlmAuthenticateView view)
    {
        view = new(message);
        return message.Length >= FixedSize && message.StartsWith(NtlmPayload.Signature)
            && BinaryPrimitives.ReadUInt32LittleEndian(message[8..]) == AuthenticateMessage.Type;
    }

    /// <summary>One of the six parts.</summary>
    /// <param name="number">Its place among the pointers, from 0.</param>
    /// <param name="length">The length in its pointer.</param>
    /// <param name="offset">The offset in its pointer.</param>
    /// <param name="part">The part; empty if it is missing, or not within the message.</param>
    /// <returns>False if it points out of the message.</returns>
    public bool TryPart(int number, out ushort length, out uint offset, out ReadOnlySpan<byte> part)
    {
        var at = _message[(FirstPart + number * PartSize)..];
        length = BinaryPrimitives.ReadUInt16LittleEndian(at); // the maximum behind it "MUST be ignored on receipt"
        offset = BinaryPrimitives.ReadUInt32LittleEndian(at[4..]);
        part = default;
        if (length == 0) return true;
        if (offset > _message.Length || length > _message.Length - (int)offset) return false;
        part = _message.Slice((int)offset, length);
        return true;
    }

    /// <summary>The client's claims.</summary>
    /// <param name="longestName">Bytes of a name that are read; the rest of it is left out.</param>
    public LogonClaim ToClaim(int longestName = int.MaxValue)
    {
        var encoding = Encoding;
        string domain = Name(Domain), user = Name(User);
        var response = NtResponse;
        var claim = new LogonClaim("NTLM")
        {
            Account = domain.Length > 0 ? $@"{domain}\{user}" : user, Computer = Name(Workstation), ResponseLength = response.Length
        };
        if (NtlmV2.AttributeBytes(response) is not { IsEmpty: false } attributes) return claim;
        bool? bindings = null, code = null;
        string? target = null;
        var reader = new AvPairReader(attributes);
        // Of two of a kind the first counts, as in TargetInfo.
        while (reader.TryNext(out var id, out var value))
        {
            if (id == AvId.ChannelBindings) bindings ??= value.ContainsAnyExcept((byte)0);
            else if (id == AvId.Flags)
                code ??= value.Length >= 4 && ((AvFlags)BinaryPrimitives.ReadUInt32LittleEndian(value)).HasFlag(AvFlags.MessageIntegrity);
            else if (id == AvId.TargetName) target ??= Encoding.Unicode.GetString(value);
        }
        return claim with { HasChannelBindings = bindings ?? false, HasIntegrityCode = code ?? false, Target = target ?? "" };

        string Name(ReadOnlySpan<byte> bytes) => encoding.GetString(bytes.Length > longestName ? bytes[..longestName] : bytes);
    }

    private ReadOnlySpan<byte> Part(int number)
    {
        TryPart(number, out _, out _, out var part);
        return part;
    }
}
