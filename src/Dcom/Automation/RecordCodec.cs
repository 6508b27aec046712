using Sekimori.Ndr;
using Sekimori.Rpc.Orpc;
using Sekimori.Wire;

namespace Sekimori.Dcom.Automation;

/// <summary>_wireBRECORD ([MS-OAUT] 2.2.28.2.1), behind its pointer.</summary>
internal static class RecordCodec
{
    /// <summary>Reads one.</summary>
    public static UserRecord Read(ref NdrReader reader)
    {
        reader.Charge(1, 64);
        reader.Align(4, 8);
        reader.ReadUInt32();
        var size = reader.ReadUInt32();
        var (hasInfo, hasData) = (reader.ReadReferent() != 0, reader.ReadReferent() != 0);
        var info = hasInfo ? InterfacePointer.ReadNdr(ref reader) : null;
        if (!hasData) return new(info, null);
        var count = reader.ReadCount();
        if (count != size) throw new MalformedException(Malformed.BadLength, $"a record of {size} octets in {count}");
        return new(info, reader.ReadBytes(count));
    }

    /// <summary>Writes one.</summary>
    public static void Write(ref NdrWriter writer, UserRecord value)
    {
        writer.Align(4, 8);
        writer.WriteUInt32(value.Data is null ? 0u : 1u);
        writer.WriteUInt32((uint)(value.Data?.Length ?? 0));
        writer.WriteReferent(value.Info is not null);
        writer.WriteReferent(value.Data is not null);
        if (value.Info is { } info) InterfacePointer.WriteNdr(ref writer, info);
        if (value.Data is not { } data) return;
        writer.WriteCount(data.Length);
        writer.WriteBytes(data.Span);
    }
}
