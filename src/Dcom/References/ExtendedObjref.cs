using Sekimori.Wire;

namespace Sekimori.Dcom.References;

/// <summary>OBJREF_EXTENDED ([MS-DCOM] 2.2.18.7): a reference with an envoy context.</summary>
/// <param name="Iid">The interface.</param>
/// <param name="Std">The reference.</param>
/// <param name="Resolver">saResAddr: the object resolver of its machine.</param>
/// <param name="DataId">The identifier of the context.</param>
/// <param name="Data">The marshaled context, without padding.</param>
internal sealed record ExtendedObjref(Guid Iid, StdObjref Std, DualStringArray Resolver, Guid DataId, ReadOnlyMemory<byte> Data)
    : Objref(Iid)
{
    private const uint ElementSignature = 0x4e535956;

    private protected override uint Form => ExtendedForm;

    internal static ExtendedObjref Read(Guid iid, ref ByteReader reader)
    {
        var std = StdObjref.Read(ref reader);
        Expect(ref reader);
        var resolver = DualStringArray.Read(ref reader);
        // [MS-DCOM] 2.2.18.7: one element, always.
        if (reader.ReadUInt32() is not 1 and var count) throw new MalformedException(Malformed.BadLength, $"{count} elements in an OBJREF");
        Expect(ref reader);
        var id = reader.ReadGuid();
        var (size, rounded) = (reader.ReadUInt32(), reader.ReadUInt32());
        if (size > rounded || rounded > (uint)reader.Remaining)
            throw new MalformedException(Malformed.Truncated, $"a context of {size} bytes in {rounded}, {reader.Remaining} are left");
        return new(iid, std, resolver, id, reader.ReadBytes((int)size).ToArray());
    }

    private protected override void WriteBody(ref ByteWriter writer)
    {
        Std.Write(ref writer);
        writer.WriteUInt32(ElementSignature);
        Resolver.Write(ref writer);
        writer.WriteUInt32(1);
        writer.WriteUInt32(ElementSignature);
        writer.WriteGuid(DataId);
        writer.WriteUInt32((uint)Data.Length);
        writer.WriteUInt32(((uint)Data.Length + 7) & ~7u);
        writer.WriteBytes(Data.Span);
        writer.WriteZeros(-Data.Length & 7);
    }

    private static void Expect(ref ByteReader reader)
    {
        if (reader.ReadUInt32() != ElementSignature)
            throw new MalformedException(Malformed.BadValue, "an extended OBJREF without its signature");
    }
}
