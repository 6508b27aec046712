using Sekimori.Ndr.Attributes;
using Sekimori.Wire;

namespace Sekimori.Dcom.References;

/// <summary>STDOBJREF ([MS-DCOM] 2.2.18.1): one interface of one object.</summary>
/// <param name="Flags">0, or SORF_NOPING.</param>
/// <param name="PublicRefs">cPublicRefs: the references that come with it.</param>
/// <param name="Oxid">The object exporter.</param>
/// <param name="Oid">The object.</param>
/// <param name="Ipid">The interface.</param>
[NdrStruct]
internal readonly partial record struct StdObjref(uint Flags, uint PublicRefs, ulong Oxid, ulong Oid, Guid Ipid)
{
    /// <summary>SORF_NOPING ([MS-DCOM] 2.2.18.2): the client need not ping.</summary>
    public const uint NoPing = 0x1000;

    /// <summary>Bytes in an OBJREF.</summary>
    public const int Size = 40;

    internal static StdObjref Read(ref ByteReader reader) =>
        new(reader.ReadUInt32(), reader.ReadUInt32(), reader.ReadUInt64(), reader.ReadUInt64(), reader.ReadGuid());

    internal void Write(ref ByteWriter writer)
    {
        writer.WriteUInt32(Flags);
        writer.WriteUInt32(PublicRefs);
        writer.WriteUInt64(Oxid);
        writer.WriteUInt64(Oid);
        writer.WriteGuid(Ipid);
    }
}
