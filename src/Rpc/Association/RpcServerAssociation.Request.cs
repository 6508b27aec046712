using Sekimori.Guard;
using Sekimori.Rpc.Framing;
using Sekimori.Rpc.Pdu;
using Sekimori.Wire;

namespace Sekimori.Rpc.Association;

internal sealed partial class RpcServerAssociation
{
    private RunningCalls _calls;
    private RpcServerCall? _assembly;
    private uint? _droppedCall;

    private void ReceiveRequest(ReadOnlySpan<byte> bytes, in PduHeader header)
    {
        var reader = new ByteReader(bytes[PduHeader.Size..], header.BigEndian);
        var request = RequestHeader.Read(ref reader, header.Flags);
        var stubOffset = PduHeader.Size + reader.Position;
        if (bytes.Length > _limits.MaxFragment)
        {
            // Windows compares a request with its own limit here, not with the negotiated size.
            FaultAndClose(header.CallId, 0, RpcStatus.ProtocolError, PfcFlags.None, AssociationEnd.FragmentTooLong);
            return;
        }

        if (!Fragment.TryCut(bytes, header, stubOffset, out var fragment))
        {
            FaultAndClose(header.CallId, 0, RpcStatus.ProtocolError, PfcFlags.DidNotExecute, AssociationEnd.BadLength);
            return;
        }

        if (!fragment.IsAligned)
        {
            FaultAndClose(header.CallId, request.ContextId, RpcStatus.ProtocolError, PfcFlags.None, AssociationEnd.BadLength);
            return;
        }

        if (_assembly is { } assembly && assembly.CallId == header.CallId) Continue(assembly, fragment, request, stubOffset);
        else if (_assembly is not null) RefuseMixture(header);
        else if ((header.Flags & PfcFlags.FirstFragment) == 0) RefuseHeadless(fragment, request, stubOffset);
        else Begin(fragment, request, stubOffset);
    }

    private void Begin(in Fragment fragment, in RequestHeader request, int stubOffset)
    {
        var header = fragment.Header;
        if (!TryResolveSecurity(fragment, request, out var slot)) return;
        if ((header.Flags & PfcFlags.PendingCancel) != 0)
        {
            FaultAndClose(header.CallId, 0, RpcStatus.NoCallActive, PfcFlags.DidNotExecute, AssociationEnd.BadFragmentOrder);
            return;
        }

        if (_calls.Count > 0 && (!_isMultiplexed || _calls.Find(header.CallId) is not null))
        {
            FaultAndClose(header.CallId, 0, RpcStatus.ProtocolError, PfcFlags.None, AssociationEnd.CallOverlap);
            return;
        }

        var context = FindContext(request.ContextId);
        // The signature is checked even if the context is unknown: the sequence numbers of both sides must not diverge.
        var call = new RpcServerCall(context, header, request, slot, slot?.Caller ?? _transportCaller);
        if (!TryAppend(call, fragment, request.ContextId, stubOffset)) return;
        if (context is null)
        {
            FreeRequest(call);
            // [MS-RPCE] 3.3.3.5.8: the fault is sent immediately; further fragments of this call are dropped.
            _droppedCall = (header.Flags & PfcFlags.LastFragment) == 0 ? header.CallId : null;
            WriteFault(header.CallId, 0, RpcStatus.UnknownInterface, PfcFlags.DidNotExecute);
            return;
        }

        if ((header.Flags & PfcFlags.LastFragment) != 0)
        {
            Deliver(call);
            return;
        }

        // [MS-RPCE] 3.3.3.5.4: the announced size counts only if it is over the limit.
        if (request.AllocationHint > LongestOf(call) || call.Request.Length > LongestOf(call))
        {
            FreeRequest(call);
            FaultAndClose(header.CallId, request.ContextId, RpcStatus.AccessDenied, PfcFlags.None, AssociationEnd.RequestTooLong);
            return;
        }

        _assembly = call;
        if (TryHoldRequest(call)) ExpectFragments(call);
        else RefuseForMemory(call);
    }

    /// <summary>No megabytes are collected for a caller who may turn out to have no rights at all.</summary>
    private int LongestOf(RpcServerCall call) =>
        IsKnown(call) ? _limits.MaxRequest : Math.Min(_limits.MaxRequest, _limits.MaxAnonymousRequest);

    private void RefuseForMemory(RpcServerCall call) =>
        FaultAndClose(call.CallId, call.ContextId, RpcStatus.RemoteNoMemory, PfcFlags.DidNotExecute, AssociationEnd.OverBudget);

    /// <summary>Context id, opnum and security trailer of a later fragment are ignored: those of the first one count.</summary>
    private void Continue(RpcServerCall call, in Fragment fragment, in RequestHeader request, int stubOffset)
    {
        var header = fragment.Header;
        var before = call.Request.Length;
        var isProtected = call.Security is { Level: >= ProtectionLevel.Packet };
        if (fragment.HasTrailer != isProtected && isProtected)
        {
            FaultAndClose(call.CallId, call.ContextId, RpcStatus.ProtocolError, PfcFlags.None, AssociationEnd.BadFragmentOrder);
            return;
        }

        if (!TryAppend(call, fragment, call.ContextId, stubOffset)) return;
        // A second first fragment, or one in another byte order, is not a continuation.
        if ((header.Flags & PfcFlags.FirstFragment) != 0 || header.BigEndian != call.BigEndian)
        {
            FaultAndClose(call.CallId, call.ContextId, RpcStatus.ProtocolError, PfcFlags.None, AssociationEnd.BadFragmentOrder);
            return;
        }

        if (call.Request.Length > LongestOf(call) || request.AllocationHint > LongestOf(call) - before)
        {
            FaultAndClose(call.CallId, call.ContextId, RpcStatus.AccessDenied, PfcFlags.None, AssociationEnd.RequestTooLong);
            return;
        }

        if (!TryHoldRequest(call))
        {
            RefuseForMemory(call);
            return;
        }

        _pauseDeadline = _now + _limits.FragmentTimeout;
        if ((header.Flags & PfcFlags.LastFragment) == 0) return;
        _assembly = null;
        ExpectNothing();
        Deliver(call);
    }

    /// <summary>
    /// Fragments of two requests are never mixed. Windows blames the first one if calls cannot overlap, else the new one.
    /// </summary>
    private void RefuseMixture(in PduHeader header)
    {
        if (_isMultiplexed) FaultAndClose(header.CallId, 0, RpcStatus.ProtocolError, PfcFlags.None, AssociationEnd.BadFragmentOrder);
        else FaultAndClose(_assembly!.CallId, _assembly.ContextId, RpcStatus.ProtocolError, PfcFlags.None, AssociationEnd.BadFragmentOrder);
    }

    /// <summary>A fragment that is not the first one, of a request that was not started.</summary>
    private void RefuseHeadless(in Fragment fragment, in RequestHeader request, int stubOffset)
    {
        var header = fragment.Header;
        if (_droppedCall == header.CallId)
        {
            if ((header.Flags & PfcFlags.LastFragment) != 0) _droppedCall = null;
            return;
        }

        if (!_isMultiplexed)
        {
            FaultAndClose(header.CallId, 0, RpcStatus.ProtocolError, PfcFlags.None, AssociationEnd.BadFragmentOrder);
            return;
        }

        if (FindContext(request.ContextId) is not { } context)
        {
            WriteFault(header.CallId, 0, RpcStatus.UnknownInterface, PfcFlags.DidNotExecute);
            return;
        }

        if (!TryResolveSecurity(fragment, request, out var slot)) return;
        var call = new RpcServerCall(context, header, request, slot, _transportCaller);
        if (!TryAppend(call, fragment, request.ContextId, stubOffset)) return;
        FreeRequest(call);
        FaultAndClose(header.CallId, request.ContextId, RpcStatus.ProtocolError, PfcFlags.None, AssociationEnd.BadFragmentOrder);
    }

    /// <summary>The security context of a request; null for none. If it is not allowed, it has been answered.</summary>
    private bool TryResolveSecurity(in Fragment fragment, in RequestHeader request, out SecuritySlot? slot)
    {
        var trailer = fragment.Trailer;
        slot = fragment.HasTrailer ? _security?.GetValueOrDefault(trailer.ContextId) : _default;
        if (slot?.State == SecuritySlotState.Building)
        {
            FaultAndClose(fragment.Header.CallId, 0, RpcStatus.ProtocolError, PfcFlags.DidNotExecute, AssociationEnd.OutOfOrder);
            return false;
        }

        bool allowed;
        if (fragment.HasTrailer)
        {
            allowed = slot is { State: SecuritySlotState.Ready } && slot.Type == trailer.Type && slot.WireLevel == trailer.Level;
            _usesExplicitSecurity = true;
            _default = null;
        }
        else
            // A client that bound with packets protected must protect its requests.
            allowed = slot is { State: SecuritySlotState.Ready } || (slot is null && !_boundWithProtection);

        if (!allowed)
            FaultAndClose(fragment.Header.CallId, request.ContextId, slot?.RefusedWith ?? RpcStatus.AccessDenied, PfcFlags.None,
                AssociationEnd.AccessDenied);
        return allowed;
    }

    private void ReceiveCancel(in PduHeader header)
    {
        // A cancel for a call that is not running, or whose fragments are incomplete, has no effect ([C706] 12.6.4.6).
        if (_calls.Find(header.CallId) is not { } call) return;
        call.IsAbandoned |= header.Type == PduType.Orphaned;
        if (call.IsCancelled) return;
        call.IsCancelled = true;
        _pending = new(RpcServerEventKind.CallCancelled, call);
    }

    private BoundContext? FindContext(ushort id)
    {
        foreach (var context in _contexts)
            if (context.Id == id)
                return context;
        return null;
    }
}
