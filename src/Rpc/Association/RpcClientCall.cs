using Sekimori.Ndr;

namespace Sekimori.Rpc.Association;

/// <summary>A call that a client has sent and waits for.</summary>
internal sealed class RpcClientCall
{
    internal RpcClientCall(uint callId, ushort contextId, NdrSyntax syntax, SecuritySlot? security)
    {
        CallId = callId;
        ContextId = contextId;
        Format = new(syntax);
        Security = security;
    }

    /// <summary>call_id.</summary>
    public uint CallId { get; }

    /// <summary>The answer's stub, once replied. Valid until <see cref="Release"/>.</summary>
    public ReadOnlyMemory<byte> Stub => Response.Written;

    /// <summary>Transfer syntax and byte order of <see cref="Stub"/>.</summary>
    public NdrFormat Format { get; internal set; }

    /// <summary>The fault's status, once faulted.</summary>
    public uint FaultStatus { get; internal set; }

    /// <summary>For the application: who waits.</summary>
    public object? Tag { get; set; }

    internal ushort ContextId { get; }

    internal SecuritySlot? Security { get; }

    internal PooledBuffer Response { get; } = new();

    internal bool HasBegun { get; set; }

    /// <summary>Gives the answer's memory back.</summary>
    public void Release() => Response.Release();
}
