using Sekimori.Wire;

namespace Sekimori.Dcom.References;

/// <summary>OBJREF_CUSTOM ([MS-DCOM] 2.2.18.6): an object by value, in the form of its class.</summary>
/// <param name="Iid">The interface.</param>
/// <param name="Clsid">The class that can read the object.</param>
/// <param name="Data">pObjectData: the object, to the end of the OBJREF.</param>
internal sealed record CustomObjref(Guid Iid, Guid Clsid, ReadOnlyMemory<byte> Data) : Objref(Iid)
{
    /// <summary>Where the object begins in an OBJREF.</summary>
    private const int DataOffset = 48;

    private protected override uint Form => CustomForm;

    internal static CustomObjref Read(Guid iid, ReadOnlyMemory<byte> bytes, ref ByteReader reader)
    {
        var clsid = reader.ReadGuid();
        // cbExtension and reserved: ignored on receipt.
        reader.Skip(8);
        return new(iid, clsid, bytes[DataOffset..]);
    }

    private protected override void WriteBody(ref ByteWriter writer)
    {
        writer.WriteGuid(Clsid);
        writer.WriteUInt32(0);
        // reserved: any value; Windows writes the object's size.
        writer.WriteUInt32((uint)Data.Length);
        writer.WriteBytes(Data.Span);
    }
}
