using Sekimori.Guard;
using Sekimori.Rpc.Framing;
using Sekimori.Rpc.Pdu;
using Sekimori.Security;

namespace Sekimori.Rpc.Association;

/// <content>From the fragments of a request to its delivery.</content>
internal sealed partial class RpcServerAssociation
{
    /// <summary>Adds a fragment's stub to its call, after its signature has been checked and its body opened.</summary>
    private bool TryAppend(RpcServerCall call, in Fragment fragment, ushort contextId, int stubOffset)
    {
        call.Fragments++;
        if (call.Security is not { Level: >= ProtectionLevel.Packet } slot)
        {
            call.Request.Append(fragment.Stub(stubOffset));
            return true;
        }

        // Header signing covers everything before the token; the stub and its padding are opened at their final place.
        var start = call.Request.Length;
        var body = call.Request.Append(fragment.PaddedStub(stubOffset));
        var trailer = fragment.Bytes.Slice(fragment.BodyEnd, SecurityTrailer.Size);
        var parts = slot.Cover(_signsHeaders, fragment.Bytes[..stubOffset], body, trailer);
        if (slot.Context!.Unprotect(slot.Protection, parts, fragment.Token) is not { } refusal)
        {
            call.Request.Truncate(start + body.Length - fragment.Trailer.PadLength);
            return true;
        }

        Refusal = refusal;
        if (ReferenceEquals(_assembly, call)) DropAssembly();
        else FreeRequest(call);
        FaultAndClose(call.CallId, contextId, RpcStatus.SecurityPackageError, PfcFlags.None, AssociationEnd.BadSignature);
        return false;
    }

    /// <summary>The request is complete: it is returned, or rejected by itself.</summary>
    private void Deliver(RpcServerCall call)
    {
        _calls.Add(call);
        call.Group = Group!;
        if (call.Security is { Level: >= ProtectionLevel.Packet } && !CheckVerificationTrailer(call))
            Fault(call, RpcStatus.AccessDenied);
        else if (call.Caller.Level < call.Served.MinimumLevel)
            Fault(call, RpcStatus.AccessDenied);
        else if (!call.Served.Interface.HasOperation(call.Opnum))
            Fault(call, RpcStatus.OperationRange);
        else if (_calls.Count > _limits.MaxConcurrentCalls)
            Fault(call, RpcStatus.NcaServerTooBusy);
        else
            _pending = new(RpcServerEventKind.CallReceived, call);
    }

    /// <summary>
    /// [MS-RPCE] 2.2.2.13: a trailer that contradicts the headers is denied like a call without rights; it is removed from the stub.
    /// </summary>
    private bool CheckVerificationTrailer(RpcServerCall call)
    {
        var context = call.Context;
        var expected = new VerifiedHeader(
            context.AbstractSyntax, context.TransferSyntax, call.CallId, call.ContextId, call.Opnum, call.BigEndian, _signsHeaders);
        var isTrue = VerificationTrailer.TryCheck(call.Request.Written.Span, expected, out var stubLength);
        call.Request.Truncate(stubLength);
        return isTrue;
    }
}
