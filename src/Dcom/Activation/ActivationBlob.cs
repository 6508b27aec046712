using System.Buffers.Binary;
using Sekimori.Ndr;
using Sekimori.Wire;

namespace Sekimori.Dcom.Activation;

/// <summary>The activation properties BLOB ([MS-DCOM] 2.2.22): properties by their identifiers and sizes.</summary>
internal static class ActivationBlob
{
    /// <summary>dwSize and dwReserved.</summary>
    private const int PrefixSize = 8;

    /// <summary>Reads where each property lies.</summary>
    /// <exception cref="MalformedException">A size contradicts what is there.</exception>
    public static IReadOnlyList<(Guid Clsid, ReadOnlyMemory<byte> Property)> Read(ReadOnlyMemory<byte> blob)
    {
        if (blob.Length < PrefixSize) throw new MalformedException(Malformed.Truncated, "activation properties of less than 8 bytes");
        var size = BinaryPrimitives.ReadUInt32LittleEndian(blob.Span);
        if (size > blob.Length - PrefixSize)
            throw new MalformedException(Malformed.Truncated,
                $"activation properties of {size} bytes, {blob.Length - PrefixSize} are there");
        // What follows the announced size is no part of it.
        var rest = blob.Slice(PrefixSize, (int)size);
        var header = TypeSerialization.Read<CustomHeader>(rest);
        if (header.Clsids is null || header.Sizes is null)
            throw new MalformedException(Malformed.BadValue, "activation properties without list");
        if (header.HeaderSize > rest.Length) throw new MalformedException(Malformed.Truncated, $"a header of {header.HeaderSize} bytes");
        rest = rest[(int)header.HeaderSize..];
        var found = new List<(Guid, ReadOnlyMemory<byte>)>((int)header.Count);
        for (var i = 0; i < header.Count; i++)
        {
            if (header.Sizes[i] > rest.Length)
                throw new MalformedException(Malformed.Truncated, $"a property of {header.Sizes[i]} bytes, {rest.Length} are left");
            found.Add((header.Clsids[i], rest[..(int)header.Sizes[i]]));
            rest = rest[(int)header.Sizes[i]..];
        }

        return found;
    }

    /// <summary>Writes properties.</summary>
    /// <param name="destCtx">destCtx: MSHCTX_DIFFERENTMACHINE is 2.</param>
    /// <param name="properties">Each with its identifier, in type serialization.</param>
    public static byte[] Write(uint destCtx, params ReadOnlySpan<(Guid Clsid, byte[] Property)> properties)
    {
        var (clsids, sizes) = (new Guid[properties.Length], new uint[properties.Length]);
        var total = 0;
        for (var i = 0; i < properties.Length; i++)
        {
            (clsids[i], sizes[i]) = (properties[i].Clsid, (uint)properties[i].Property.Length);
            total += properties[i].Property.Length;
        }

        var header = new CustomHeader(0, 0, 0, destCtx, (uint)properties.Length, Guid.Empty, clsids, sizes, null);
        // The length does not depend on the numbers in it.
        var headerSize = TypeSerialization.Write(header).Length;
        var bytes = TypeSerialization.Write(header with { TotalSize = (uint)(headerSize + total), HeaderSize = (uint)headerSize });
        var blob = new byte[PrefixSize + headerSize + total];
        BinaryPrimitives.WriteUInt32LittleEndian(blob, (uint)(headerSize + total));
        bytes.CopyTo(blob.AsSpan(PrefixSize));
        var at = PrefixSize + headerSize;
        foreach (var (_, property) in properties)
        {
            property.CopyTo(blob.AsSpan(at));
            at += property.Length;
        }

        return blob;
    }
}
