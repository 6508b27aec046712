using Sekimori.Ndr.Attributes;

namespace Sekimori.Rpc.Orpc;

/// <summary>
/// MInterfacePointer ([MS-DCOM] 2.2.14): an OBJREF as it travels. An IDL's pointer to an interface is this, nullable; a parameter that is
/// a pointer to such a pointer, and may be null itself, is a nullable <see cref="InterfacePointerSlot"/>.
/// </summary>
/// <param name="Size">ulCntData: bytes of <paramref name="Data"/>.</param>
/// <param name="Data">The OBJREF ([MS-DCOM] 2.2.18). Of a request, valid as long as the call.</param>
[NdrStruct]
public sealed partial record InterfacePointer(uint Size, [SizeIs("Size")] ReadOnlyMemory<byte> Data)
{
    /// <summary>A pointer to an object.</summary>
    /// <param name="objref">The OBJREF.</param>
    public static InterfacePointer Of(ReadOnlyMemory<byte> objref) => new((uint)objref.Length, objref);
}
