using Sekimori.Guard;
using Sekimori.Ndr;
using Sekimori.Rpc.Interfaces;
using Sekimori.Rpc.Pdu;

namespace Sekimori.Rpc.Association;

/// <summary>
/// A call that must be answered with <see cref="RpcServerAssociation.Reply"/> or <see cref="RpcServerAssociation.Fault"/>.
/// </summary>
internal sealed class RpcServerCall
{
    private readonly BoundContext? _context;

    internal RpcServerCall(BoundContext? context, in PduHeader header, in RequestHeader request, SecuritySlot? security, Caller caller)
    {
        _context = context;
        CallId = header.CallId;
        Flags = header.Flags;
        BigEndian = header.BigEndian;
        Opnum = request.Opnum;
        Object = request.Object;
        ContextId = request.ContextId;
        Security = security;
        Caller = caller;
    }

    /// <summary>The interface and who runs it.</summary>
    public ServedInterface Served => _context!.Served;

    /// <summary>The operation; declared by the interface.</summary>
    public ushort Opnum { get; }

    /// <summary>The object UUID; null if there is none.</summary>
    public Guid? Object { get; }

    /// <summary>call_id.</summary>
    public uint CallId { get; }

    /// <summary>The caller, and how far this call is protected.</summary>
    public Caller Caller { get; }

    /// <summary>The encoded arguments, whole, without padding and verification trailer. Valid until the call is answered.</summary>
    public ReadOnlyMemory<byte> Stub => Request.Written;

    /// <summary>How many request PDUs it came in.</summary>
    public int Fragments { get; internal set; }

    /// <summary>Transfer syntax and byte order of <see cref="Stub"/>.</summary>
    public NdrFormat Format => new(_context!.Syntax, BigEndian);

    /// <summary>True once the client needs it cancelled or has abandoned it.</summary>
    public bool IsCancelled { get; internal set; }

    /// <summary>For the application: what it needs to cancel the call.</summary>
    public object? Tag { get; set; }

    /// <summary>The association group that context handles belong to.</summary>
    public AssociationGroup Group { get; internal set; } = null!;

    internal PooledBuffer Request { get; } = new();

    /// <summary>Bytes that are counted for it.</summary>
    internal int Held { get; set; }

    internal ushort ContextId { get; }

    internal bool BigEndian { get; }

    internal PfcFlags Flags { get; set; }

    /// <summary>The security context that the call came in; null without one.</summary>
    public SecuritySlot? Security { get; }

    internal BoundContext Context => _context!;

    internal bool IsAbandoned { get; set; }

    internal bool IsAnswered { get; set; }

    /// <summary>The next call of the connection that runs: a list without allocations.</summary>
    internal RpcServerCall? Next { get; set; }
}
