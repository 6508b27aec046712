using Sekimori.Guard;
using Sekimori.Rpc.Framing;
using Sekimori.Rpc.Pdu;

namespace Sekimori.Rpc.Follow;

/// <summary>
/// Follows one RPC connection that a gateway passes on: cuts both streams into PDUs and reads their headers, which are in clear at every
/// level. It changes nothing. Any bytes end in PDUs, or in one after which nothing may follow.
/// </summary>
/// <param name="isMapper">True for port 135: answers that name ports are read.</param>
internal sealed class RpcFollower(bool isMapper)
{
    // Fragmented calls at a time; a fragment of one that is no longer known is asked about again.
    private const int MostOpen = 32;

    private readonly FollowedContexts _contexts = new();
    private readonly FollowedLevels _levels = new();
    private readonly FollowedCalls _calls = new();
    private readonly ResponseStub _stub = new();
    private readonly List<(uint CallId, ushort ContextId, int Opnum)> _open = [];
    private bool _isLost;

    /// <summary>The next PDU of the client.</summary>
    /// <param name="received">What has arrived and was not consumed.</param>
    /// <param name="named">Receives the interfaces that it is about; one with a zero UUID is not known.</param>
    public FollowedPdu NextFromClient(ReadOnlySpan<byte> received, List<SyntaxId> named)
    {
        named.Clear();
        switch (FragmentReader.Peek(received, out var header))
        {
            case FragmentStatus.Whole:
                return FromClient(new PduView(received[..header.FragmentLength], header), named);
            // Not RPC, or a header that announces less than itself: the server rejects it with its own answer, and sees nothing further.
            case FragmentStatus.BadLength:
            case FragmentStatus.OtherVersion when received[0] != PduHeader.MajorVersion:
                return new(PduHeader.Size) { IsLast = true };
            // Another minor version: read as ours all the same, because a lenient server would. It is the last that passes.
            case FragmentStatus.OtherVersion:
                var length = Math.Max(header.FragmentLength, (ushort)PduHeader.Size);
                return received.Length < length
                    ? default
                    : FromClient(new PduView(received[..length], header), named) with { IsLast = true };
            default:
                return default;
        }
    }

    /// <summary>The next PDU of the server.</summary>
    /// <param name="received">What has arrived and was not consumed.</param>
    /// <param name="ports">Receives the TCP ports that it names.</param>
    public FollowedAnswer NextFromServer(ReadOnlySpan<byte> received, List<int> ports)
    {
        if (_isLost) return new(received.Length) { IsLost = true };
        var status = FragmentReader.Peek(received, out var header);
        if (status == FragmentStatus.Incomplete) return default;
        if (status == FragmentStatus.Whole) return FromServer(new PduView(received[..header.FragmentLength], header), ports);
        _isLost = true;
        return new(received.Length) { IsLost = true };
    }

    private FollowedPdu FromClient(in PduView pdu, List<SyntaxId> named)
    {
        switch (pdu.Header.Type)
        {
            case PduType.Request:
                return FromRequest(pdu, named);
            case PduType.Bind or PduType.AlterContext:
                _levels.Bind(pdu);
                ReadContexts(pdu, named);
                return new(pdu.Bytes.Length, FollowedKind.Bind, pdu.Header.CallId)
                {
                    IsAlter = pdu.Header.Type == PduType.AlterContext,
                };
            case PduType.Auth3:
                _levels.Bind(pdu);
                break;
        }
        return new(pdu.Bytes.Length, CallId: pdu.Header.CallId);
    }

    private void ReadContexts(in PduView pdu, List<SyntaxId> named)
    {
        _contexts.Begin(pdu.Header.CallId);
        // The whole PDU and not its body: a server that does not believe auth_length reads contexts where others see a token.
        var contexts = new ContextListReader(pdu.Bytes[PduHeader.Size..], pdu.Header.BigEndian);
        while (contexts.TryNext(out var context))
        {
            var proposed = context.AbstractSyntax;
            _contexts.Propose(context.Id, proposed);
            if (!named.Contains(proposed)) named.Add(proposed);
        }
        // A list that goes on elsewhere names interfaces that nobody has seen. A bind has one fragment ([C706] 12.6.3.1).
        if (!contexts.IsWhole || !pdu.Has(PfcFlags.LastFragment)) named.Add(FollowedContexts.Unknown);
    }

    private FollowedPdu FromRequest(in PduView pdu, List<SyntaxId> named)
    {
        var (id, contextId, opnum) = (pdu.Header.CallId, pdu.ContextId, (int)pdu.Opnum);
        var (isFirst, isLast) = (pdu.Has(PfcFlags.FirstFragment), pdu.Has(PfcFlags.LastFragment));
        if (!isFirst && _open.Contains((id, contextId, opnum)))
        {
            if (isLast) _open.Remove((id, contextId, opnum));
            return new(pdu.Bytes.Length, CallId: id);
        }
        // Also a fragment that contradicts the first of its call: servers differ in which of them they believe.
        if (!isLast)
        {
            if (_open.Count >= MostOpen) _open.RemoveAt(0);
            _open.Add((id, contextId, opnum));
        }
        _contexts.Name(contextId, named);
        _calls.Add(id, named[0], opnum, isMapper ? PortNamers.Of(named[0].Uuid, opnum) : PortNaming.None);
        return new(pdu.Bytes.Length, FollowedKind.Call, id, contextId, opnum, _levels.Of(pdu), pdu.Stub.Length)
        {
            IsProtected = pdu.Header.AuthLength > 0, IsWhole = isFirst && isLast, WantsNoAnswer = pdu.Has(PfcFlags.Maybe),
        };
    }

    private FollowedAnswer FromServer(in PduView pdu, List<int> ports)
    {
        var (length, callId) = (pdu.Bytes.Length, pdu.Header.CallId);
        switch (pdu.Header.Type)
        {
            case PduType.BindAck or PduType.AlterContextResponse:
                _contexts.Answer(callId, new ResultListReader(pdu.Body, pdu.Header.BigEndian));
                break;
            case PduType.BindNak:
                _contexts.Fault(callId);
                break;
            case PduType.Fault:
                _contexts.Fault(callId);
                var isKnown = _calls.TryFind(callId, out var failed);
                _calls.Remove(callId);
                return new(length, FollowedKind.Fault, callId, isKnown ? failed.Interface : null, isKnown ? failed.Opnum : -1,
                    pdu.FaultStatus);
            case PduType.Response when _calls.AwaitsPorts:
                ReadPorts(pdu, ports);
                break;
            case PduType.Response when pdu.Has(PfcFlags.LastFragment):
                _calls.Remove(callId);
                break;
        }
        return new(length);
    }

    // An answer that nobody has asked for names nothing. At packet privacy it cannot be read.
    private void ReadPorts(in PduView pdu, List<int> ports)
    {
        var callId = pdu.Header.CallId;
        if (!_calls.TryFind(callId, out var call)) return;
        var isSealed = pdu.HasTrailer && pdu.Trailer.Level >= ProtectionLevel.Privacy;
        if (call.Naming != PortNaming.None && !isSealed && _stub.TryTake(pdu, out var stub)) PortNamers.Read(call.Naming, stub, ports);
        if (pdu.Has(PfcFlags.LastFragment)) _calls.Remove(callId);
    }
}
