using Sekimori.Ndr.Attributes;
using Sekimori.Rpc.Orpc;

namespace Sekimori.Orpc.Tests;

internal sealed record FinderResult(
    [Bstr] string? Name, InterfacePointerSlot? Slot, uint Count, [SizeIs("Count")] InterfacePointer?[] Others, uint Result);
