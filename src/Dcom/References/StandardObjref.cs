using Sekimori.Wire;

namespace Sekimori.Dcom.References;

/// <summary>OBJREF_STANDARD ([MS-DCOM] 2.2.18.4).</summary>
/// <param name="Iid">The interface.</param>
/// <param name="Std">The reference.</param>
/// <param name="Resolver">saResAddr: the object resolver of its machine.</param>
internal sealed record StandardObjref(Guid Iid, StdObjref Std, DualStringArray Resolver) : Objref(Iid)
{
    private protected override uint Form => StandardForm;

    private protected override void WriteBody(ref ByteWriter writer)
    {
        Std.Write(ref writer);
        Resolver.Write(ref writer);
    }
}
