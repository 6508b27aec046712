using Sekimori.Wire;

namespace Sekimori.Security.Ntlm;

/// <summary>AUTHENTICATE_MESSAGE, the client's second ([MS-NLMP] 2.2.1.3).</summary>
internal sealed record AuthenticateMessage
{
    internal const uint Type = 3;

    /// <summary>The place of the integrity code: after the fixed fields and the version.</summary>
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

    /// <summary>The client's version; null if it sends none.</summary>
    public NtlmVersion? Version { get; init; }

    /// <summary>Whether there is room for an integrity code between the fixed fields and the first variable part.</summary>
    public bool HasRoomForMic { get; init; }

    /// <summary>The client's claims; null in a message that was not read.</summary>
    public LogonClaim? Claim { get; private init; }

    /// <summary>Reads the message.</summary>
    /// <exception cref="MalformedException">It is no such message.</exception>
    public static AuthenticateMessage Read(ReadOnlySpan<byte> message)
    {
        var reader = NtlmPayload.Begin(message, Type);
        if (!NtlmAuthenticateView.TryRead(message, out var view))
            throw new MalformedException(Malformed.Truncated, $"an NTLM message of {message.Length} bytes");
        var first = uint.MaxValue;
        for (var part = 0; part < NtlmAuthenticateView.Parts; part++)
        {
            if (!view.TryPart(part, out var length, out var offset, out _))
                throw new MalformedException(Malformed.BadLength,
                    $"an NTLM field of {length} bytes at {offset} in a message of {message.Length}");
            if (length > 0) first = Math.Min(first, offset);
        }
        // Windows NT 4 sent no key and no flags; nobody who does is allowed, so no room is made for them.
        reader.Skip(NtlmAuthenticateView.FixedSize - reader.Position);
        NtlmVersion? version = view.Flags.HasFlag(NegotiateFlags.Version) && reader.Remaining >= NtlmVersion.Size
            ? NtlmVersion.Read(ref reader)
            : null;
        return new AuthenticateMessage
        {
            LmResponse = view.LmResponse.ToArray(), NtResponse = view.NtResponse.ToArray(), Domain = view.Encoding.GetString(view.Domain),
            User = view.Encoding.GetString(view.User),
            Workstation = view.Encoding.GetString(view.Workstation), EncryptedSessionKey = view.EncryptedSessionKey.ToArray(),
            Flags = view.Flags, Version = version,
            HasRoomForMic = first >= MicOffset + MicSize && message.Length >= MicOffset + MicSize, Claim = view.ToClaim(),
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
}
