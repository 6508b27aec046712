namespace Sekimori.Rpc.Association;

/// <summary>The kinds of events of a client association.</summary>
internal enum RpcClientEventKind
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>
    /// The server accepted the bind or alter_context: <see cref="RpcClientEvent.Ack"/> has its results, <see cref="RpcClientEvent.Token"/>
    /// its token if there is one.
    /// </summary>
    Bound,

    /// <summary>The server answered an alter_context with a fault: <see cref="RpcClientEvent.Status"/>.</summary>
    AlterFaulted,

    /// <summary>A call has its results: <see cref="RpcClientEvent.Call"/>.</summary>
    Replied,

    /// <summary>A call failed: <see cref="RpcClientEvent.Call"/> with its <see cref="RpcClientCall.FaultStatus"/>.</summary>
    Faulted,

    /// <summary>The server asks the client to close the connection when its calls are done ([C706] 12.6.4.11).</summary>
    ShutdownRequested,

    /// <summary>The association has ended for <see cref="RpcClientAssociation.End"/>; no call is answered any more.</summary>
    Closed,
}
