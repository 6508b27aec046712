using Sekimori.Ndr;
using Sekimori.Wire;

namespace Sekimori.Rpc.Orpc;

/// <summary>
/// ORPC_EXTENT_ARRAY ([MS-DCOM] 2.2.13.2): extensions that a peer adds to a call. A receiver ignores those that it does not know: a server
/// all of them, a client all but the one that says why a call failed.
/// </summary>
internal static class ExtentArray
{
    /// <summary>Extensions of one call: Windows knows three.</summary>
    private const int MostExtents = 32;

    /// <summary>Reads the pointee of an extensions pointer.</summary>
    /// <param name="reader">Where it is.</param>
    /// <param name="wanted">The extension that is kept; none is the nil UUID.</param>
    /// <returns>The extension; null if it is not there.</returns>
    public static OrpcExtent? Read(ref NdrReader reader, Guid wanted)
    {
        var size = reader.ReadUInt32();
        // reserved: ignored on receipt.
        reader.ReadUInt32();
        if (reader.ReadReferent() == 0) return null;
        // size_is((size + 1) & ~1): an even number of places.
        var places = reader.ReadCount();
        if (size > MostExtents || places != (int)((size + 1) & ~1u))
            throw new MalformedException(Malformed.BadLength, $"{places} places for {size} extensions");
        var present = 0;
        for (var i = 0; i < places; i++)
            if (reader.ReadReferent() != 0) present++;
        OrpcExtent? found = null;
        for (; present > 0; present--)
        {
            var (id, data) = ReadOne(ref reader);
            if (id == wanted) found = new(id, data);
        }

        return found;
    }

    /// <summary>Writes the pointee of an extensions pointer.</summary>
    public static void Write(ref NdrWriter writer, OrpcExtent extent)
    {
        writer.WriteUInt32(1);
        writer.WriteUInt32(0);
        writer.WriteReferent(true);
        // size_is((size + 1) & ~1)
        writer.WriteCount(2);
        writer.WriteReferent(true);
        writer.WriteReferent(false);
        // size_is((size + 7) & ~7)
        var padded = (extent.Data.Length + 7) & ~7;
        writer.WriteCount(padded);
        writer.WriteGuid(extent.Id);
        writer.WriteUInt32((uint)extent.Data.Length);
        writer.WriteBytes(extent.Data.Span);
        for (var i = extent.Data.Length; i < padded; i++) writer.WriteByte(0);
    }

    /// <summary>ORPC_EXTENT ([MS-DCOM] 2.2.13.1).</summary>
    private static (Guid Id, ReadOnlyMemory<byte> Data) ReadOne(ref NdrReader reader)
    {
        var count = reader.ReadCount();
        var id = reader.ReadGuid();
        var size = reader.ReadUInt32();
        // size_is((size + 7) & ~7): whole units of eight octets.
        if (count < size || count - size > 7)
            throw new MalformedException(Malformed.BadLength, $"an extension of {size} octets in {count}");
        return (id, reader.ReadMemory(count)[..(int)size]);
    }
}
