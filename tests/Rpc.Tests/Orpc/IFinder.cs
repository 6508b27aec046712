using Sekimori.Ndr.Attributes;
using Sekimori.Rpc.Orpc;

namespace Sekimori.Orpc.Tests;

/// <summary>A COM interface with what those of WMI need.</summary>
[ComInterface("94ea2b95-e9cc-49e0-c0ff-ee64ca8f5b90")]
internal partial interface IFinder : IToucher
{
    [Opnum(4)]
    ValueTask<FinderResult> FindAsync([Bstr] string? name, InterfacePointerSlot? slot, uint count,
        [SizeIs("count")] InterfacePointer?[] others, CancellationToken cancellationToken);
}
