using Sekimori.Dcom.Automation;
using Sekimori.Rpc.Interfaces;
using Sekimori.Rpc.Orpc;

namespace Sekimori.TestHost.Interfaces;

/// <summary>An enumerator of a list.</summary>
/// <param name="values">The list.</param>
internal sealed class VariantList(IReadOnlyList<Variant> values) : EnumVariantServer
{
    private int _next;

    /// <inheritdoc/>
    public override ValueTask<NextVariantsResult> NextAsync(RpcCall call, uint count, CancellationToken cancellationToken)
    {
        Variant?[] found = [.. values.Skip(_next).Take((int)Math.Min(count, int.MaxValue))];
        _next += found.Length;
        return new(new NextVariantsResult(found, (uint)found.Length, found.Length == count ? ComStatus.Ok : ComStatus.False));
    }

    /// <inheritdoc/>
    public override ValueTask<uint> SkipAsync(RpcCall call, uint count, CancellationToken cancellationToken)
    {
        var skipped = (int)Math.Min(count, (uint)(values.Count - _next));
        _next += skipped;
        return new(skipped == count ? ComStatus.Ok : ComStatus.False);
    }

    /// <inheritdoc/>
    public override ValueTask<uint> ResetAsync(RpcCall call, CancellationToken cancellationToken)
    {
        _next = 0;
        return new(ComStatus.Ok);
    }

    /// <inheritdoc/>
    public override ValueTask<CloneResult> CloneAsync(RpcCall call, CancellationToken cancellationToken) =>
        new(new CloneResult(null, ComStatus.NotImplemented));
}
