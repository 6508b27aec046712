using System.Net;
using Sekimori.Guard;
using Sekimori.Rpc.Association;
using Sekimori.Rpc.Orpc;

namespace Sekimori.Rpc.Interfaces;

/// <summary>
/// One call as a handler sees it: the caller, the operation, the connection, the association group. Not part of the wire.
/// </summary>
public sealed class RpcCall
{
    /// <summary>The interface that was bound.</summary>
    public required RpcInterfaceInfo Interface { get; init; }

    /// <summary>The operation's number.</summary>
    public required ushort Opnum { get; init; }

    /// <summary>The object UUID of the request; null if there is none.</summary>
    public Guid? Object { get; init; }

    /// <summary>The ORPCTHIS of the call; null if the interface is not a COM interface.</summary>
    public OrpcThis? Orpc { get; set; }

    /// <summary>Why the call fails, for its caller; null if the HRESULT says it all.</summary>
    internal OrpcExtent? Error { get; set; }

    /// <summary>The caller, and how far this call is protected.</summary>
    public required Caller Caller { get; init; }

    /// <summary>The group that context handles belong to.</summary>
    public required AssociationGroup Group { get; init; }

    /// <summary>The address and port that the client reached; null on the local transport.</summary>
    public IPEndPoint? Local { get; init; }

    /// <summary>The client's address and port; null on the local transport.</summary>
    public IPEndPoint? Remote { get; init; }

    /// <summary>The call id of the request PDU.</summary>
    public uint CallId { get; init; }

    /// <summary>How many request PDUs it came in.</summary>
    public int Fragments { get; init; } = 1;

    /// <summary>Size of the encoded arguments in bytes.</summary>
    public int StubLength { get; init; }

    /// <summary>Evaluated once the arguments have been decoded, before the handler runs; null if everything is allowed.</summary>
    public ICallGuard? Guard { get; init; }

    /// <summary>For the guard: what it keeps with the call until it has been answered.</summary>
    public object? Guarded { get; set; }
}
