using Sekimori.Wire;

namespace Sekimori.Security.Ntlm;

/// <summary>NEGOTIATE_MESSAGE, the client's first ([MS-NLMP] 2.2.1.1).</summary>
/// <param name="Flags">What the client offers.</param>
internal sealed record NegotiateMessage(NegotiateFlags Flags)
{
    internal const uint Type = 1;

    /// <summary>The client's version; null if it sends none.</summary>
    public NtlmVersion? Version { get; init; }

    /// <summary>
    /// Reads the message. Domain and workstation, which nobody needs, are ignored: some clients send pointers to nowhere for them.
    /// </summary>
    /// <exception cref="MalformedException">It is no such message.</exception>
    public static NegotiateMessage Read(ReadOnlySpan<byte> message)
    {
        var reader = NtlmPayload.Begin(message, Type);
        var flags = (NegotiateFlags)reader.ReadUInt32();
        if (!flags.HasFlag(NegotiateFlags.Version) || reader.Remaining < 16 + NtlmVersion.Size) return new NegotiateMessage(flags);
        reader.Skip(16);
        return new NegotiateMessage(flags) { Version = NtlmVersion.Read(ref reader) };
    }

    /// <summary>The message's bytes.</summary>
    public byte[] ToArray()
    {
        var writer = new ByteWriter(stackalloc byte[64]);
        NtlmPayload.Begin(ref writer, Type);
        writer.WriteUInt32((uint)Flags);
        var offset = 40;
        NtlmPayload.WriteField(ref writer, 0, ref offset);
        NtlmPayload.WriteField(ref writer, 0, ref offset);
        (Version ?? default(NtlmVersion) with { Revision = 0 }).Write(ref writer);
        var bytes = writer.Written.ToArray();
        writer.Dispose();
        return bytes;
    }
}
