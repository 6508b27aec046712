using Sekimori.Ndr;

namespace Sekimori.Rpc.Orpc;

/// <summary>ORPCTHAT ([MS-DCOM] 2.2.13.4): what precedes the results of every ORPC call. Extensions are read and not kept.</summary>
/// <param name="Flags">Reserved values of the server's; 0 here.</param>
public readonly record struct OrpcThat(uint Flags) : INdrType<OrpcThat>
{
    /// <summary>No flags and no extensions.</summary>
    public static OrpcThat Empty => default;

    /// <inheritdoc/>
    public static OrpcThat ReadNdr(ref NdrReader reader)
    {
        reader.Align(4, 8);
        var flags = reader.ReadUInt32();
        if (reader.ReadReferent() != 0) ExtentArray.Skip(ref reader);
        return new(flags);
    }

    /// <inheritdoc/>
    public static void WriteNdr(ref NdrWriter writer, OrpcThat value)
    {
        writer.Align(4, 8);
        writer.WriteUInt32(value.Flags);
        writer.WriteReferent(false);
    }
}
