using Sekimori.Guard;
using Sekimori.Guard.Admission;

namespace Sekimori.Rpc.Association;

internal sealed partial class RpcServerAssociation
{
    /// <summary>The memory of a presentation context: the object, its place in the list.</summary>
    private const int ContextCost = 104;

    /// <summary>Contexts that are part of what a connection costs in any case. Windows' clients propose three.</summary>
    private const int FreeContexts = 4;

    /// <summary>The memory of a security context beside its handshake: the object, its place in the table, the leg.</summary>
    private const int SlotCost = 400;

    /// <summary>The memory of a request beside its stub.</summary>
    private const int CallCost = 256;

    private readonly IMemoryMeter? _meter;
    private int _held;

    /// <summary>Bytes that are counted for this connection: contexts, handshakes, requests that are not answered.</summary>
    public int Held => _held;

    /// <summary>
    /// Counts a call that does not complete immediately, and whose caller has not logged on. Its request is released when it is answered.
    /// </summary>
    /// <returns>False if that would be over the budget: answer it with a fault.</returns>
    public bool TryHold(RpcServerCall call) => IsKnown(call) || call.Held > 0 || TryHoldRequest(call);

    /// <summary>
    /// A caller has logged on for this call. That the system names a client of the local transport is not enough: it may be anybody on the
    /// machine.
    /// </summary>
    private bool IsKnown(RpcServerCall call) => call.Security is { Caller.IsAnonymous: false } || _transportCaller.Role > Role.None;

    private bool TryHold(int bytes)
    {
        if (_meter?.TryHold(bytes) == false) return false;
        _held += bytes;
        return true;
    }

    private void Free(int bytes)
    {
        if (bytes == 0) return;
        _held -= bytes;
        _meter?.Release(bytes);
    }

    private void FreeAll()
    {
        // Calls that still run are counted until they are answered.
        var running = 0;
        foreach (var call in _calls.ToArray()) running += call.Held;
        Free(_held - running);
    }

    /// <summary>Counts the memory of a call's request.</summary>
    private bool TryHoldRequest(RpcServerCall call)
    {
        var more = CallCost + call.Request.Capacity - call.Held;
        if (more <= 0) return true;
        if (!TryHold(more)) return false;
        call.Held += more;
        return true;
    }

    private void FreeRequest(RpcServerCall call)
    {
        call.Request.Release();
        Free(call.Held);
        call.Held = 0;
    }

    private void DropAssembly()
    {
        if (_assembly is not { } call) return;
        FreeRequest(call);
        _assembly = null;
        ExpectNothing();
    }

    private bool TryHoldContexts(int more) => TryHold(ContextCost * Math.Max(0, more - Math.Max(0, FreeContexts - _contexts.Count)));

    /// <summary>Counts the memory of a handshake so far.</summary>
    private bool TryHoldHandshake(SecuritySlot slot)
    {
        var now = SlotCost + (slot.State == SecuritySlotState.Invalid ? 0 : slot.Context?.HeldBytes ?? 0);
        if (now < slot.Held) Free(slot.Held - now);
        else if (!TryHold(now - slot.Held)) return false;
        slot.Held = now;
        return true;
    }
}
