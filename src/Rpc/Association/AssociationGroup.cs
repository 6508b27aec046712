using System.Diagnostics.CodeAnalysis;
using System.Net;
using Sekimori.Guard;
using Sekimori.Rpc.Interfaces;

namespace Sekimori.Rpc.Association;

/// <summary>
/// Connections of one client that share context handles ([C706] 9.3.2, [MS-RPCE] 3.3.1.1): a handle belongs to the group, to the interface
/// that gave it out and to the caller who opened it, and runs down when the last connection of the group has ended. Thread-safe.
/// </summary>
public sealed class AssociationGroup
{
    /// <summary>The limit of handles of one group: a client that only ever opens must not fill the server's memory.</summary>
    public const int MaxHandles = 10_000;

    private readonly Lock _gate = new();
    private Dictionary<Guid, Held>? _handles;
    private int _connections = 1;

    /// <summary>The number that the server gave this group; never 0.</summary>
    public uint Id { get; }

    /// <summary>The machine of its first connection; null if the transport does not tell machines apart.</summary>
    public IPAddress? Machine { get; }

    /// <summary>Makes a group with its first connection in it.</summary>
    /// <param name="id">Its number.</param>
    /// <param name="machine">The machine of that connection.</param>
    public AssociationGroup(uint id, IPAddress? machine = null) => (Id, Machine) = (id, machine);

    /// <summary>True once its last connection has ended.</summary>
    public bool HasEnded
    {
        get
        {
            lock (_gate) return _connections == 0;
        }
    }

    /// <summary>How many handles are open.</summary>
    public int HandleCount
    {
        get
        {
            lock (_gate) return _handles?.Count ?? 0;
        }
    }

    /// <summary>Opens a context handle.</summary>
    /// <param name="owner">The interface that gives the handle out; no other interface can use it.</param>
    /// <param name="opener">The caller that opens it; no other can use it, on whichever connection of the group.</param>
    /// <param name="state">The state behind the handle; passed to <see cref="RpcServerInterface.RunDown"/> if it is left open.</param>
    /// <returns>The handle's UUID on the wire; never the nil UUID, which means "no handle".</returns>
    /// <exception cref="RpcFaultException">nca_s_fault_context_mismatch: the group has ended. nca_s_fault_remote_no_memory: it has
    /// <see cref="MaxHandles"/>.</exception>
    public Guid Open(RpcServerInterface owner, CallerIdentity opener, object state)
    {
        ArgumentNullException.ThrowIfNull(owner);
        ArgumentNullException.ThrowIfNull(state);
        lock (_gate)
        {
            if (_connections == 0) throw new RpcFaultException(RpcStatus.ContextMismatch, "the association group of this handle has ended");
            if (_handles?.Count >= MaxHandles)
                throw new RpcFaultException(RpcStatus.RemoteNoMemory,
                    $"limit reached: {MaxHandles} context handles in this association group");
            var handle = Guid.NewGuid();
            (_handles ??= []).Add(handle, new(owner, opener, state));
            return handle;
        }
    }

    /// <summary>The state behind an open handle.</summary>
    /// <param name="owner">The interface: a handle of another interface is unknown to it ([C706] 5.1.6).</param>
    /// <param name="caller">The caller: a handle that another caller opened is unknown to it.</param>
    /// <param name="handle">The handle's UUID.</param>
    /// <param name="state">The state.</param>
    /// <returns>False if there is no such handle.</returns>
    public bool TryFind(RpcServerInterface owner, CallerIdentity caller, Guid handle, [NotNullWhen(true)] out object? state)
    {
        lock (_gate)
        {
            state = Find(owner, caller, handle)?.State;
            return state is not null;
        }
    }

    /// <summary>Closes a handle without running it down: the operation that closes it disposes of its state itself.</summary>
    /// <returns>False if there is no such handle of this interface and caller.</returns>
    public bool Close(RpcServerInterface owner, CallerIdentity caller, Guid handle)
    {
        lock (_gate) return Find(owner, caller, handle) is not null && _handles!.Remove(handle);
    }

    /// <summary>Runs down every handle that a caller has open, whichever connections are left.</summary>
    /// <param name="opener">The caller, whose rights have ended.</param>
    public void RunDown(CallerIdentity opener)
    {
        List<Held>? ended = null;
        lock (_gate)
        {
            foreach (var (handle, held) in _handles ?? [])
            {
                if (held.Opener != opener) continue;
                _handles!.Remove(handle);
                (ended ??= []).Add(held);
            }
        }

        foreach (var held in ended ?? []) held.Owner.RunDown(held.State);
    }

    private Held? Find(RpcServerInterface owner, CallerIdentity caller, Guid handle) =>
        _handles is not null && _handles.TryGetValue(handle, out var held) && ReferenceEquals(held.Owner, owner) && held.Opener == caller
        ? held
        : null;

    /// <summary>One more connection shares this group.</summary>
    /// <returns>False if its last connection has ended.</returns>
    internal bool TryJoin()
    {
        lock (_gate)
        {
            if (_connections == 0) return false;
            _connections++;
            return true;
        }
    }

    /// <summary>A connection has ended. With the last one, every open handle runs down ([C706] 5.1.6).</summary>
    /// <returns>True if it was the last.</returns>
    internal bool Leave()
    {
        Dictionary<Guid, Held>? left;
        lock (_gate)
        {
            if (--_connections > 0) return false;
            left = _handles;
            _handles = null;
        }

        foreach (var held in left?.Values ?? Enumerable.Empty<Held>()) held.Owner.RunDown(held.State);
        return true;
    }

    private sealed record Held(RpcServerInterface Owner, CallerIdentity Opener, object State);
}
