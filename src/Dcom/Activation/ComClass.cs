using Sekimori.Dcom.Objects;
using Sekimori.Rpc.Interfaces;

namespace Sekimori.Dcom.Activation;

/// <summary>A class that clients can activate.</summary>
/// <param name="Clsid">Its identifier.</param>
/// <param name="Name">Its name, for logs.</param>
/// <param name="Create">Makes an object for the caller of a call. It throws <see cref="ComException"/> to refuse.</param>
/// <param name="Interfaces">Every COM interface that its objects, and those that they return, can have.</param>
public sealed record ComClass(
    Guid Clsid, string Name, Func<RpcCall, CancellationToken, ValueTask<ComObject>> Create, IReadOnlyList<RpcInterfaceInfo> Interfaces)
{
    /// <summary>True if an object is made in a moment, and nothing is waited for.</summary>
    internal bool IsQuick { get; init; }
}
