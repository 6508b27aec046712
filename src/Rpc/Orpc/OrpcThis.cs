using Sekimori.Ndr;

namespace Sekimori.Rpc.Orpc;

/// <summary>ORPCTHIS ([MS-DCOM] 2.2.13.3): what precedes the arguments of every ORPC call. Extensions are read and not kept.</summary>
/// <param name="Version">The caller's version.</param>
/// <param name="Flags">ORPCF_LOCAL in an activation; 0 in every other call.</param>
/// <param name="CausalityId">Which chain of calls it belongs to.</param>
public sealed record OrpcThis(ComVersion Version, uint Flags, Guid CausalityId) : INdrType<OrpcThis>
{
    /// <summary>The fault that a call on an object is refused with; 0 if it may go on ([MS-DCOM] 3.1.1.5.4).</summary>
    public uint Refusal => !Version.IsServed ? ComStatus.VersionMismatch : Flags != 0 ? ComStatus.InvalidHeader : 0;

    /// <summary>The header of a client's new call.</summary>
    public static OrpcThis ForCall() => new(ComVersion.Own, 0, Guid.NewGuid());

    /// <inheritdoc/>
    public static OrpcThis ReadNdr(ref NdrReader reader)
    {
        reader.Align(4, 8);
        var version = new ComVersion(reader.ReadUInt16(), reader.ReadUInt16());
        var flags = reader.ReadUInt32();
        // reserved1: ignored on receipt.
        reader.ReadUInt32();
        var causality = reader.ReadGuid();
        if (reader.ReadReferent() != 0) ExtentArray.Read(ref reader, default);
        return new(version, flags, causality);
    }

    /// <inheritdoc/>
    public static void WriteNdr(ref NdrWriter writer, OrpcThis value)
    {
        ArgumentNullException.ThrowIfNull(value);
        writer.Align(4, 8);
        writer.WriteUInt16(value.Version.Major);
        writer.WriteUInt16(value.Version.Minor);
        writer.WriteUInt32(value.Flags);
        writer.WriteUInt32(0);
        writer.WriteGuid(value.CausalityId);
        writer.WriteReferent(false);
    }
}
