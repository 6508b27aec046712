using Sekimori.Ndr.Attributes;

namespace Sekimori.Orpc.Tests;

/// <summary>A COM interface that another one extends.</summary>
[ComInterface("94ea2b94-e9cc-49e0-c0ff-ee64ca8f5b90")]
public partial interface IToucher
{
    [Opnum(3)]
    ValueTask<uint> TouchAsync(CancellationToken cancellationToken);
}
