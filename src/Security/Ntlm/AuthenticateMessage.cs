using Sekimori.Wire;

namespace Sekimori.Security.Ntlm;

/// <summary>AUTHENTICATE_MESSAGE, the client's second ([MS-NLMP] 2.2.1.3).</summary>
public sealed record AuthenticateMessage
{
    internal const uint Type = 3;

    /// <summary>Where the integrity code stands: behind the fixed fields and the version.</summary>
    internal const int MicOffset = 72;

    /// <summary>Bytes of the integrity code.</summary>
    internal const int MicSize = 16;

    /// <summary>LmChallengeResponse: 24 bytes, 1 byte of an anonymous client, or none.</summary>
    public byte[] LmResponse { get; init; } = [];

    /// <summary>NtChallengeResponse: 24 bytes of NTLMv1, more of NTLMv2, none of an anonymous client.</summary>
    public byte[] NtResponse { get; init; } = [];

    /// <summary>The user's domain as the client names it.</summary>
    public string Domain { get; init; } = "";

    /// <summary>The user's name.</summary>
    public string User { get; init; } = "";

    /// <summary>The client's computer.</summary>
    public string Workstation { get; init; } = "";

    /// <summary>EncryptedRandomSessionKey: 16 bytes, or none.</summary>
    public byte[] EncryptedSessionKey { get; init; } = [];

    /// <summary>What was agreed on, as the client has it.</summary>
    public NegotiateFlags Flags { get; init; }

    /// <summary>The client's version; null where it sends none.</summary>
    public NtlmVersion? Version { get; init; }

    /// <summary>Whether there is room for an integrity code between the fixed fields and the first variable part.</summary>
    public bool HasRoomForMic { get; init; }

    /// <summary>Reads the message.</summary>
    /// <exception cref="MalformedException">It is no such message.</exception>
    public static AuthenticateMessage Read(ReadOnlySpan<byte> message)
    {
        var reader = NtlmPayload.Begin(message, Type);
        var fields = reader;
        var lm = NtlmPayload.ReadField(ref reader, message);
        var nt = NtlmPayload.ReadField(ref reader, message);
        var domain = NtlmPayload.ReadField(ref reader, message);
        var user = NtlmPayload.ReadField(ref reader, message);
        var workstation = NtlmPayload.ReadField(ref reader, message);
        // Windows NT 4 sent no key and no flags; nobody who does is let in, so no room is made for them.
        var key = NtlmPayload.ReadField(ref reader, message);
        var flags = (NegotiateFlags)reader.ReadUInt32();
        NtlmVersion? version = flags.HasFlag(NegotiateFlags.Version) && reader.Remaining >= NtlmVersion.Size ? NtlmVersion.Read(ref reader) : null;
        var encoding = NtlmPayload.Encoding(flags);
        return new AuthenticateMessage
        {
            LmResponse = lm.ToArray(), NtResponse = nt.ToArray(), Domain = encoding.GetString(domain), User = encoding.GetString(user),
            Workstation = encoding.GetString(workstation), EncryptedSessionKey = key.ToArray(), Flags = flags, Version = version,
            HasRoomForMic = FirstOffset(fields) >= MicOffset + MicSize && message.Length >= MicOffset + MicSize,
        };
    }

    /// <summary>The message's bytes, its integrity code zero.</summary>
    public byte[] ToArray()
    {
        var encoding = NtlmPayload.Encoding(Flags);
        var (domain, user, workstation) = (encoding.GetBytes(Domain), encoding.GetBytes(User), encoding.GetBytes(Workstation));
        var offset = MicOffset + MicSize;
        var writer = new ByteWriter(stackalloc byte[1024]);
        NtlmPayload.Begin(ref writer, Type);
        var (domainAt, userAt, workstationAt) = (offset, offset + domain.Length, offset + domain.Length + user.Length);
        offset = workstationAt + workstation.Length;
        NtlmPayload.WriteField(ref writer, LmResponse.Length, ref offset);
        NtlmPayload.WriteField(ref writer, NtResponse.Length, ref offset);
        NtlmPayload.WriteField(ref writer, domain.Length, ref domainAt);
        NtlmPayload.WriteField(ref writer, user.Length, ref userAt);
        NtlmPayload.WriteField(ref writer, workstation.Length, ref workstationAt);
        NtlmPayload.WriteField(ref writer, EncryptedSessionKey.Length, ref offset);
        writer.WriteUInt32((uint)Flags);
        (Version ?? default(NtlmVersion) with { Revision = 0 }).Write(ref writer);
        writer.WriteZeros(MicSize);
        writer.WriteBytes(domain);
        writer.WriteBytes(user);
        writer.WriteBytes(workstation);
        writer.WriteBytes(LmResponse);
        writer.WriteBytes(NtResponse);
        writer.WriteBytes(EncryptedSessionKey);
        var bytes = writer.Written.ToArray();
        writer.Dispose();
        return bytes;
    }

    private static uint FirstOffset(ByteReader fields)
    {
        var first = uint.MaxValue;
        for (var i = 0; i < 6; i++)
        {
            var length = fields.ReadUInt16();
            fields.Skip(2);
            var offset = fields.ReadUInt32();
            if (length > 0) first = Math.Min(first, offset);
        }

        return first;
    }
}
