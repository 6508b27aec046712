using Sekimori.Wire;

namespace Sekimori.Security.Ntlm;

/// <summary>
/// CHALLENGE_MESSAGE, the server's only one ([MS-NLMP] 2.2.1.2). It reveals the server's names, version and clock to anybody.
/// </summary>
/// <param name="Flags">What the server chose.</param>
/// <param name="ServerChallenge">The nonce, 8 bytes.</param>
/// <param name="TargetName">The server's or its domain's name.</param>
/// <param name="TargetInfo">What the server reveals about itself; null if it sends nothing.</param>
internal sealed record ChallengeMessage(NegotiateFlags Flags, byte[] ServerChallenge, string TargetName, TargetInfo? TargetInfo)
{
    internal const uint Type = 2;

    /// <summary>The server's version; null if it sends none.</summary>
    public NtlmVersion? Version { get; init; }

    /// <summary>Reads the message.</summary>
    /// <exception cref="MalformedException">It is no such message.</exception>
    public static ChallengeMessage Read(ReadOnlySpan<byte> message)
    {
        var reader = NtlmPayload.Begin(message, Type);
        var name = NtlmPayload.ReadField(ref reader, message);
        var flags = (NegotiateFlags)reader.ReadUInt32();
        var challenge = reader.ReadBytes(8).ToArray();
        TargetInfo? info = null;
        NtlmVersion? version = null;
        if (reader.Remaining >= 16)
        {
            reader.Skip(8);
            var bytes = NtlmPayload.ReadField(ref reader, message);
            if (flags.HasFlag(NegotiateFlags.TargetInfo) && bytes.Length > 0) info = Ntlm.TargetInfo.Read(bytes);
            if (flags.HasFlag(NegotiateFlags.Version) && reader.Remaining >= NtlmVersion.Size) version = NtlmVersion.Read(ref reader);
        }

        return new ChallengeMessage(flags, challenge, NtlmPayload.Encoding(flags).GetString(name), info) { Version = version };
    }

    /// <summary>The message's bytes.</summary>
    public byte[] ToArray()
    {
        var name = NtlmPayload.Encoding(Flags).GetBytes(TargetName);
        var info = TargetInfo?.ToArray() ?? [];
        var offset = 56;
        var writer = new ByteWriter(stackalloc byte[512]);
        NtlmPayload.Begin(ref writer, Type);
        NtlmPayload.WriteField(ref writer, name.Length, ref offset);
        writer.WriteUInt32((uint)Flags);
        writer.WriteBytes(ServerChallenge);
        writer.WriteZeros(8);
        NtlmPayload.WriteField(ref writer, info.Length, ref offset);
        (Version ?? default(NtlmVersion) with { Revision = 0 }).Write(ref writer);
        writer.WriteBytes(name);
        writer.WriteBytes(info);
        var bytes = writer.Written.ToArray();
        writer.Dispose();
        return bytes;
    }
}
