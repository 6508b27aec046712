using Sekimori.Rpc.Interfaces;
using Sekimori.Rpc.Orpc;

namespace Sekimori.Orpc.Tests;

/// <summary>Returns what it was given.</summary>
internal sealed class Finder : FinderServer
{
    public OrpcThis? Seen { get; private set; }

    public override ValueTask<uint> TouchAsync(RpcCall call, CancellationToken cancellationToken)
    {
        Seen = call.Orpc;
        return new(ComStatus.False);
    }

    public override ValueTask<FinderResult> FindAsync(RpcCall call, string? name, InterfacePointerSlot? slot, uint count,
        InterfacePointer?[] others, CancellationToken cancellationToken) =>
        // The request's memory is given back before the reply is read.
        new(new FinderResult(name, Copy(slot), count, [.. others.Select(Copy)], 0));

    private static InterfacePointerSlot? Copy(InterfacePointerSlot? slot) => slot is null ? null : new(Copy(slot.Pointer));

    private static InterfacePointer? Copy(InterfacePointer? pointer) =>
        pointer is null ? null : InterfacePointer.Of(pointer.Data.ToArray());
}
