using Sekimori.Ndr;
using Sekimori.Wire;

namespace Sekimori.Rpc.Orpc;

/// <summary>
/// ORPC_EXTENT_ARRAY ([MS-DCOM] 2.2.13.2): extensions that a peer adds to a call. A receiver ignores those that it does not know, which are
/// all.
/// </summary>
internal static class ExtentArray
{
    /// <summary>Extensions of one call: Windows knows three.</summary>
    private const int MostExtents = 32;

    /// <summary>Reads past the pointee of an extensions pointer.</summary>
    public static void Skip(ref NdrReader reader)
    {
        var size = reader.ReadUInt32();
        // reserved: ignored on receipt.
        reader.ReadUInt32();
        if (reader.ReadReferent() == 0) return;
        // size_is((size + 1) & ~1): an even number of places.
        var places = reader.ReadCount();
        if (size > MostExtents || places != (int)((size + 1) & ~1u))
            throw new MalformedException(Malformed.BadLength, $"{places} places for {size} extensions");
        var present = 0;
        for (var i = 0; i < places; i++)
            if (reader.ReadReferent() != 0) present++;
        for (; present > 0; present--) SkipOne(ref reader);
    }

    /// <summary>ORPC_EXTENT ([MS-DCOM] 2.2.13.1).</summary>
    private static void SkipOne(ref NdrReader reader)
    {
        var count = reader.ReadCount();
        reader.ReadGuid();
        var size = reader.ReadUInt32();
        // size_is((size + 7) & ~7): whole units of eight octets.
        if (count < size || count - size > 7)
            throw new MalformedException(Malformed.BadLength, $"an extension of {size} octets in {count}");
        reader.ReadMemory(count);
    }
}
