using Sekimori.Ndr;
using Sekimori.Rpc.Interfaces;

namespace Sekimori.Rpc.Orpc;

/// <summary>
/// ORPCTHAT ([MS-DCOM] 2.2.13.4): what precedes the results of every ORPC call. Of the extensions the one is kept that says why a call
/// failed.
/// </summary>
/// <param name="Flags">Reserved values of the server's; 0 here.</param>
public readonly record struct OrpcThat(uint Flags) : INdrType<OrpcThat>
{
    /// <summary>No flags and no extensions.</summary>
    public static OrpcThat Empty => default;

    /// <summary>Why the call failed; null if the server does not say.</summary>
    internal OrpcExtent? Error { get; init; }

    /// <summary>The header of an answer: with the reason of a failure, if the handler has left one with the call.</summary>
    /// <param name="call">The call.</param>
    public static OrpcThat Of(RpcCall call)
    {
        ArgumentNullException.ThrowIfNull(call);
        return call.Error is null ? Empty : new(0) { Error = call.Error };
    }

    /// <inheritdoc/>
    public static OrpcThat ReadNdr(ref NdrReader reader)
    {
        reader.Align(4, 8);
        var flags = reader.ReadUInt32();
        return reader.ReadReferent() == 0 ? new(flags) : new(flags) { Error = ExtentArray.Read(ref reader, OrpcExtent.Error) };
    }

    /// <inheritdoc/>
    public static void WriteNdr(ref NdrWriter writer, OrpcThat value)
    {
        writer.Align(4, 8);
        writer.WriteUInt32(value.Flags);
        writer.WriteReferent(value.Error is not null);
        if (value.Error is { } error) ExtentArray.Write(ref writer, error);
    }
}
