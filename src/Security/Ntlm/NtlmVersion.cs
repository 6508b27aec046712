using Sekimori.Wire;

namespace Sekimori.Security.Ntlm;

/// <summary>VERSION ([MS-NLMP] 2.2.2.10): the sender's operating system, for people who look; nothing depends on it.</summary>
/// <param name="Major">ProductMajorVersion.</param>
/// <param name="Minor">ProductMinorVersion.</param>
/// <param name="Build">ProductBuild.</param>
/// <param name="Revision">NTLMRevisionCurrent; 15.</param>
internal readonly record struct NtlmVersion(byte Major, byte Minor, ushort Build, byte Revision = NtlmVersion.CurrentRevision)
{
    /// <summary>NTLMSSP_REVISION_W2K3.</summary>
    public const byte CurrentRevision = 0x0f;

    /// <summary>Bytes on the wire.</summary>
    public const int Size = 8;

    /// <summary>
    /// What Sekimori sends: 6.1, as Samba does, since peers expect a Windows version and no build of it is ours to claim.
    /// </summary>
    public static readonly NtlmVersion Ours = new(6, 1, 0);

    internal static NtlmVersion Read(ref ByteReader reader)
    {
        var (major, minor, build) = (reader.ReadByte(), reader.ReadByte(), reader.ReadUInt16());
        reader.Skip(3);
        return new NtlmVersion(major, minor, build, reader.ReadByte());
    }

    internal void Write(ref ByteWriter writer)
    {
        writer.WriteByte(Major);
        writer.WriteByte(Minor);
        writer.WriteUInt16(Build);
        writer.WriteZeros(3);
        writer.WriteByte(Revision);
    }

    /// <summary>As "10.0.17763".</summary>
    public override string ToString() => $"{Major}.{Minor}.{Build}";
}
