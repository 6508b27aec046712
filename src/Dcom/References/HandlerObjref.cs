using Sekimori.Wire;

namespace Sekimori.Dcom.References;

/// <summary>OBJREF_HANDLER ([MS-DCOM] 2.2.18.5): a reference with a helper class on the client.</summary>
/// <param name="Iid">The interface.</param>
/// <param name="Std">The reference.</param>
/// <param name="Clsid">The helper's class.</param>
/// <param name="Resolver">saResAddr: the object resolver of its machine.</param>
internal sealed record HandlerObjref(Guid Iid, StdObjref Std, Guid Clsid, DualStringArray Resolver) : Objref(Iid)
{
    private protected override uint Form => HandlerForm;

    internal static HandlerObjref Read(Guid iid, ref ByteReader reader) =>
        new(iid, StdObjref.Read(ref reader), reader.ReadGuid(), DualStringArray.Read(ref reader));

    private protected override void WriteBody(ref ByteWriter writer)
    {
        Std.Write(ref writer);
        writer.WriteGuid(Clsid);
        Resolver.Write(ref writer);
    }
}
