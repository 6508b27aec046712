using Sekimori.Wire;
using Sekimori.Wmi.Wmio;
using static Sekimori.Wmi.Results.ObjectArrayFormat;

namespace Sekimori.Wmi.Results;

/// <summary>
/// Writes ObjectArray ([MS-WMI] 2.2.14), the answer of a smart enumerator: the class of the instances is sent once for each client, which
/// names itself by a GUID, and kept by the client as long as the enumerator.
/// </summary>
/// <param name="rows">How rows are encoded.</param>
/// <param name="limits">The limits.</param>
internal sealed class ObjectArray(RowEncoder rows, WmiLimits limits)
{
    private readonly Dictionary<InstanceEncoder, Guid> _classes = [];
    private readonly Dictionary<Guid, HashSet<InstanceEncoder>> _known = [];

    /// <summary>Writes rows.</summary>
    /// <param name="writer">The writer.</param>
    /// <param name="proxy">The client.</param>
    /// <param name="found">The rows.</param>
    /// <returns>How many were written: fewer where the reply would be too large.</returns>
    public int Write(ref ByteWriter writer, Guid proxy, ReadOnlySpan<WmiRow> found)
    {
        if (found.IsEmpty)
            return 0;
        var start = writer.Position;
        writer.WriteUInt32(0);
        writer.WriteBytes(Signature);
        writer.WriteUInt32(ArrayHeader);
        writer.WriteUInt32(0);
        writer.WriteUInt32(0);
        writer.WriteByte(1);
        writer.WriteByte(1);
        writer.WriteUInt32(NextHeader);
        writer.WriteUInt32(0);
        writer.WriteUInt32(ListHeader);
        writer.WriteUInt32(0);
        writer.WriteUInt32(0);
        var count = 0;
        foreach (var row in found)
        {
            if (count > 0 && writer.Position - start >= limits.MaxReplyBytes)
                break;
            WriteRow(ref writer, proxy, row);
            count++;
        }
        var end = writer.Position;
        writer.PatchUInt32(start + 16, (uint)(end - start - ArrayHeader));
        writer.PatchUInt32(start + 30, (uint)(end - start - 34));
        writer.PatchUInt32(start + 38, (uint)(end - start - 46));
        writer.PatchUInt32(start + 42, (uint)count);
        return count;
    }

    private void WriteRow(ref ByteWriter writer, Guid proxy, WmiRow row)
    {
        // 2.2.14.1: each header with the length of what follows it.
        writer.WriteUInt32(PacketHeader);
        var data = writer.Position;
        writer.WriteUInt32(0);
        if (row.Instance is { } instance)
        {
            var encoder = rows.For(row.Class);
            var isKnown = Remember(proxy, encoder, out var id);
            writer.WriteByte(isKnown ? WithoutClass : WithClass);
            writer.WriteUInt32(InstanceHeader);
            writer.WriteUInt32(0);
            writer.WriteGuid(id);
            if (isKnown)
                encoder.WriteWithoutClass(ref writer, instance);
            else
                encoder.WriteBlock(ref writer, instance);
            writer.PatchUInt32(data + 9, (uint)(writer.Position - data - 5 - InstanceHeader));
        }
        else
        {
            writer.WriteByte(Class);
            writer.WriteUInt32(ClassHeader);
            writer.WriteUInt32(0);
            rows.WriteClass(ref writer, row.Class);
            writer.PatchUInt32(data + 9, (uint)(writer.Position - data - 5 - ClassHeader));
        }
        writer.PatchUInt32(data, (uint)(writer.Position - data - 5));
    }

    // Of clients beyond the limit nothing is remembered: each row has its class.
    private bool Remember(Guid proxy, InstanceEncoder encoder, out Guid id)
    {
        if (!_classes.TryGetValue(encoder, out id))
            _classes.Add(encoder, id = Guid.NewGuid());
        if (!_known.TryGetValue(proxy, out var known))
        {
            if (_known.Count >= limits.MaxProxies)
                return false;
            _known.Add(proxy, known = []);
        }
        return !known.Add(encoder);
    }
}
