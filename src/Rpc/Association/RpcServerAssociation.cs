using System.Buffers;
using Sekimori.Guard;
using Sekimori.Guard.Admission;
using Sekimori.Rpc.Framing;
using Sekimori.Rpc.Pdu;
using Sekimori.Security;
using Sekimori.Wire;

namespace Sekimori.Rpc.Association;

/// <summary>
/// The server's side of one connection, without the connection: bytes go in, events come out, and bytes to send are written to a buffer
/// ([C706] chapter 12, [MS-RPCE] 3.3.3). What it must not decide itself (who may bind, what a security token means, what a call answers)
/// are questions that it asks and waits on. Not thread-safe: its owner serialises the calls.
/// </summary>
/// <remarks>
/// In parts: this one reads fragments; .Time, .Memory, .Bind, .Security, .Request and .Reply contain what their names say. The table of
/// legal orders is <see cref="MessageOrder"/>. An idle association holds no buffers.
/// </remarks>
internal sealed partial class RpcServerAssociation
{
    private readonly RpcInterfaceTable _interfaces;
    private readonly RpcServerLimits _limits;
    private readonly AssociationGroupTable _groups;
    private readonly IBufferWriter<byte> _output;
    private readonly string _secondaryAddress;
    private readonly Caller _transportCaller;

    private RpcServerEvent _pending;
    private bool _isBound;
    private bool _closedReported;

    /// <summary>An association with a client that has just connected.</summary>
    /// <param name="interfaces">What the endpoint offers.</param>
    /// <param name="limits">What it accepts.</param>
    /// <param name="groups">The association groups of the endpoint's transport.</param>
    /// <param name="output">Receives the bytes to send; the owner sends them after each round of <see cref="TryRead"/>, answers and
    /// <see cref="Tick"/>.</param>
    /// <param name="secondaryAddress">The endpoint, a port number or a path, as in bind_ack ([MS-RPCE] 3.3.1.5.5).</param>
    /// <param name="transportCaller">The caller without authentication: <see cref="Caller.Anonymous"/>, or the transport's
    /// identity.</param>
    /// <param name="now">The time.</param>
    /// <param name="meter">Counts the memory held for the client before it logs on; null counts nothing.</param>
    public RpcServerAssociation(
        RpcInterfaceTable interfaces, RpcServerLimits limits, AssociationGroupTable groups, IBufferWriter<byte> output,
        string secondaryAddress, Caller transportCaller, DateTimeOffset now,
        IMemoryMeter? meter = null)
    {
        _interfaces = interfaces;
        _limits = limits;
        _groups = groups;
        _output = output;
        _secondaryAddress = secondaryAddress;
        _transportCaller = transportCaller;
        _meter = meter;
        _now = now;
        _bindDeadline = now + limits.BindTimeout;
        IsLoggedOn = transportCaller.Role > Role.None;
    }

    /// <summary>Why it has ended; <see cref="AssociationEnd.None"/> while it is not.</summary>
    public AssociationEnd End { get; private set; }

    /// <summary>Why a signature was rejected, for the log, if <see cref="End"/> is <see cref="AssociationEnd.BadSignature"/>.</summary>
    public Refusal? Refusal { get; private set; }

    /// <summary>The association group; null before the bind.</summary>
    public AssociationGroup? Group { get; private set; }

    /// <summary>The features that were agreed on ([MS-RPCE] 3.3.1.5.3).</summary>
    public BindTimeFeatures Features { get; private set; }

    /// <summary>True once a caller has logged on; on the local transport, if the system says that the client has rights.</summary>
    public bool IsLoggedOn { get; private set; }

    /// <summary>True while a question is pending: nothing is read until it is answered.</summary>
    public bool IsWaiting => _question is not null || _leg is not null;

    /// <summary>True once the bind is done, and every authentication that has started.</summary>
    public bool IsEstablished => _isBound && _building == 0;

    /// <summary>How many calls have been given out and not been answered.</summary>
    public int RunningCallCount => _calls.Count;

    /// <summary>
    /// True while fragments of a request are still to come from a caller who has logged on. Those of others are worth nothing.
    /// </summary>
    public bool IsReceivingRequest => IsLoggedOn && _assembly is not null;

    /// <summary>The callers that have logged on, in each of the security contexts.</summary>
    public IReadOnlyList<Caller> LoggedOn =>
        _security is null ? [] : [.. _security.Values.Select(slot => slot.Caller).OfType<Caller>().Where(caller => !caller.IsAnonymous)];

    /// <summary>The calls that have been given out and not been answered.</summary>
    public RpcServerCall[] RunningCalls() => _calls.ToArray();

    /// <summary>
    /// Continues reading. Consumes whole fragments from the front of <paramref name="input"/>, up to the first event; the caller passes the
    /// rest again, with more after it.
    /// </summary>
    /// <param name="input">What has been received and not consumed; afterwards, what is still not consumed.</param>
    /// <param name="e">The event.</param>
    /// <returns>False if more bytes or an answer are needed.</returns>
    public bool TryRead(ref ReadOnlySequence<byte> input, out RpcServerEvent e)
    {
        while (true)
        {
            if (_pending.Kind != RpcServerEventKind.None)
            {
                e = _pending;
                _pending = default;
                return true;
            }

            if (End != AssociationEnd.None)
            {
                input = input.Slice(input.End);
                e = new(RpcServerEventKind.Closed);
                var first = !_closedReported;
                _closedReported = true;
                return first;
            }

            if (IsWaiting || !ReadFragment(ref input)) break;
        }

        ExpectRest(input.IsEmpty);
        e = default;
        return false;
    }

    /// <summary>
    /// Asks the client to disconnect, and ends: a client that is bound and has no call in progress gets a shutdown PDU ([C706] 12.6.4.11,
    /// [MS-RPCE] 3.3.3.4.2).
    /// </summary>
    public void ShutDown()
    {
        if (End != AssociationEnd.None) return;
        if (IsEstablished && _calls.Count == 0 && _assembly is null)
        {
            // It never has a verifier, and belongs to no call.
            var writer = new ByteWriter(stackalloc byte[PduHeader.Size]);
            writer.WriteZeros(PduHeader.Size);
            Send(ref writer, PduType.Shutdown, PfcFlags.Whole, 0, 0);
        }

        Close(AssociationEnd.LocalClosed);
    }

    /// <summary>
    /// The connection has ended, or must end. The association leaves its group; with the last one of the group its context handles run
    /// down.
    /// </summary>
    public void Close(AssociationEnd reason)
    {
        if (End == AssociationEnd.None) End = reason;
        DropAssembly();
        // A call that still runs may use its security context; it is answered without success, so nothing is protected any more.
        foreach (var slot in _security?.Values ?? Enumerable.Empty<SecuritySlot>()) slot.Context?.Dispose();
        _security = null;
        _default = null;
        FreeAll();
        if (Group is not { } group) return;
        Group = null;
        _groups.Leave(group);
    }

    private bool ReadFragment(ref ReadOnlySequence<byte> input)
    {
        var status = FragmentReader.Peek(input, out var header);
        switch (status)
        {
            case FragmentStatus.Incomplete:
                return false;
            case FragmentStatus.OtherVersion:
            case FragmentStatus.BadLength when !_isBound:
                // [MS-RPCE] 3.3.1.5.1. Windows answers garbage with a bind_nak too; scanners distinguish it by that.
                WriteBindNak(header.CallId, BindNakReason.ProtocolVersionNotSupported);
                Close(status == FragmentStatus.BadLength ? AssociationEnd.BadLength : AssociationEnd.OtherVersion);
                return true;
            case FragmentStatus.BadLength:
                FaultAndClose(header.CallId, 0, RpcStatus.ProtocolError, PfcFlags.None, AssociationEnd.BadLength);
                return true;
        }

        var bytes = input.Slice(0, header.FragmentLength);
        if (bytes.IsSingleSegment)
            Process(bytes.FirstSpan, header);
        else
        {
            var copy = ArrayPool<byte>.Shared.Rent(header.FragmentLength);
            bytes.CopyTo(copy);
            Process(copy.AsSpan(0, header.FragmentLength), header);
            ArrayPool<byte>.Shared.Return(copy);
        }

        input = input.Slice(bytes.End);
        _pduDeadline = DateTimeOffset.MaxValue;
        return true;
    }

    private void Process(ReadOnlySpan<byte> bytes, in PduHeader header)
    {
        switch (MessageOrder.For(header.Type, _isBound))
        {
            case MessageRule.Nak:
                WriteBindNak(header.CallId, BindNakReason.NotSpecified);
                Close(AssociationEnd.OutOfOrder);
                return;
            case MessageRule.Fault:
                FaultAndClose(header.CallId, 0, RpcStatus.ProtocolError, PfcFlags.DidNotExecute, AssociationEnd.OutOfOrder);
                return;
            case MessageRule.Close:
                Close(AssociationEnd.UnexpectedPdu);
                return;
        }

        try
        {
            switch (header.Type)
            {
                case PduType.Request:
                    ReceiveRequest(bytes, header);
                    break;
                case PduType.Bind:
                    ReceiveBind(bytes, header);
                    break;
                case PduType.AlterContext:
                    ReceiveAlterContext(bytes, header);
                    break;
                case PduType.Auth3:
                    ReceiveAuth3(bytes, header);
                    break;
                case PduType.Cancel:
                case PduType.Orphaned:
                    ReceiveCancel(header);
                    break;
            }
        }
        catch (MalformedException)
        {
            if (header.Type == PduType.Bind)
            {
                WriteBindNak(header.CallId, BindNakReason.ProtocolVersionNotSupported);
                Close(AssociationEnd.MalformedPdu);
            }
            else
                FaultAndClose(header.CallId, 0, RpcStatus.ProtocolError, header.Type == PduType.Request
                    ? PfcFlags.None
                    : PfcFlags.DidNotExecute, AssociationEnd.MalformedPdu);
        }
    }
}
