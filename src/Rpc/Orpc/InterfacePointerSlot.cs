using Sekimori.Ndr.Attributes;

namespace Sekimori.Rpc.Orpc;

/// <summary>
/// A pointer to an interface pointer, in a parameter that may be null itself ([in, out, unique] IUnknown**): that there is no slot, and
/// that the slot is empty, are two things.
/// </summary>
/// <param name="Pointer">What is in the slot; null if it is empty.</param>
[NdrStruct]
public sealed partial record InterfacePointerSlot(InterfacePointer? Pointer);
