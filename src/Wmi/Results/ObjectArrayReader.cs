using Sekimori.Wire;
using Sekimori.Wmi.Wmio;
using static Sekimori.Wmi.Results.ObjectArrayFormat;

namespace Sekimori.Wmi.Results;

/// <summary>
/// Reads ObjectArray ([MS-WMI] 2.2.14), the answers of one smart enumerator: the classes that it sends are kept as long as the enumerator,
/// because later answers name them by a GUID alone.
/// </summary>
/// <param name="decoder">Reads the objects.</param>
internal sealed class ObjectArrayReader(WmioDecoder decoder)
{
    /// <summary>Classes of one enumerator. root/cimv2 of a Windows server has some 1,200, and an answer a handful.</summary>
    private const int MaxClasses = 4_096;

    private readonly Dictionary<Guid, ClassLayout> _known = [];

    /// <summary>Reads one answer.</summary>
    /// <param name="buffer">The buffer; empty if there are no objects.</param>
    /// <returns>The objects, in their order.</returns>
    /// <exception cref="MalformedException">The buffer is no such array, or names a class that it has not sent.</exception>
    public List<WmioObject> Read(ReadOnlySpan<byte> buffer)
    {
        var found = new List<WmioObject>();
        if (buffer.IsEmpty) return found;
        var reader = new ByteReader(buffer);
        // byteOrdering.
        reader.Skip(4);
        if (!reader.ReadBytes(8).SequenceEqual(Signature))
            throw new MalformedException(Malformed.BadValue, "an array of objects without its signature");
        Expect(ref reader, ArrayHeader, "the header of the array");
        // Its data's size, flags, version, type: the counts below say what there is.
        reader.Skip(4 + 4 + 1 + 1);
        Expect(ref reader, NextHeader, "the header of Next");
        reader.Skip(4);
        Expect(ref reader, ListHeader, "the header of the objects");
        reader.Skip(4);
        var count = reader.ReadUInt32();
        for (uint i = 0; i < count; i++) found.Add(ReadOne(ref reader));
        return found;
    }

    private WmioObject ReadOne(ref ByteReader reader)
    {
        Expect(ref reader, PacketHeader, "the header of an object");
        var size = reader.ReadUInt32();
        var kind = reader.ReadByte();
        var packet = new ByteReader(reader.ReadBytes(Length(size, reader.Remaining)));
        switch (kind)
        {
            case Class:
                Expect(ref packet, ClassHeader, "the header of a class");
                return decoder.DecodeBlock(packet.ReadBytes(Length(packet.ReadUInt32(), packet.Remaining)));
            case WithClass or WithoutClass:
                Expect(ref packet, InstanceHeader, "the header of an instance");
                var length = packet.ReadUInt32();
                var id = packet.ReadGuid();
                var block = packet.ReadBytes(Length(length, packet.Remaining));
                return kind == WithClass ? Remember(id, decoder.DecodeBlock(block)) : Recall(id, block);
            default:
                throw new MalformedException(Malformed.BadValue, $"an object of kind {kind}");
        }
    }

    private WmioObject Remember(Guid id, WmioObject read)
    {
        if (read.Layout is not { } layout) throw new MalformedException(Malformed.BadValue, "a class where an instance was announced");
        if (_known.Count >= MaxClasses && !_known.ContainsKey(id))
            throw new MalformedException(Malformed.TooMany, $"more than {MaxClasses} classes in one answer");
        _known[id] = layout;
        return read;
    }

    private WmioObject Recall(Guid id, ReadOnlySpan<byte> block)
    {
        if (!_known.TryGetValue(id, out var layout))
            throw new MalformedException(Malformed.BadValue, $"an instance of class {id}, which was not sent");
        return new() { Class = layout.Class, Instance = decoder.DecodeInstance(block, layout), Layout = layout };
    }

    private static int Length(uint length, int remaining) => length <= (uint)remaining
        ? (int)length
        : throw new MalformedException(Malformed.Truncated, $"{length} bytes of an object, {remaining} present");

    // 2.2.14.1: headers say their own size.
    private static void Expect(ref ByteReader reader, uint size, string what)
    {
        if (reader.ReadUInt32() is var found && found != size)
            throw new MalformedException(Malformed.BadLength, $"{what} has {found} bytes, not {size}");
    }
}
