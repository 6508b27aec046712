using System.Buffers;
using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using Sekimori.Ndr;
using Sekimori.Rpc.Association;
using Sekimori.Rpc.Pdu;
using Sekimori.Security;
using Sekimori.Security.Credentials;

namespace Sekimori.Bench.Rpc;

/// <summary>
/// A client's connection on a blocking socket: it binds and calls through our own client core, and sends requests that were made before the
/// clock ran.
/// </summary>
internal sealed class Connection : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly ArrayBufferWriter<byte> _output = new(8192);
    private readonly RpcClientAssociation _association;
    private readonly PresentationContext _context;
    private readonly byte[] _input = new byte[128 * 1024];
    private SecurityContext? _security;
    private SecuritySlot? _slot;
    private int _start, _end;

    public Connection(IPEndPoint server, PresentationContext context)
    {
        _context = context;
        _association = new(RpcClientLimits.Default with { MaxConcurrentCalls = int.MaxValue }, _output);
        _socket.Connect(server);
    }

    public void Bind(ISecurityInitiator? initiator, Protected how)
    {
        ImmutableArray<PresentationContext> contexts = [_context];
        if (how.Scheme is not { } scheme)
        {
            _association.Bind(contexts);
            Next(RpcClientEventKind.Bound);
            return;
        }

        _security = initiator!.Initiate(scheme, new ContextOptions { Level = how.Level, DceStyle = true, Target = "host/dc1.lab.test" })!;
        _slot = _association.AddSecurity(how.Level, _security);
        _association.Bind(contexts, 0, _slot, _security.Step(default).Token.Span);
        while (Next(RpcClientEventKind.Bound).Token is { IsEmpty: false } token)
        {
            var step = _security.Step(token.Span);
            if (step.Refusal is { } refusal) throw new InvalidOperationException(refusal.ToString());
            if (step.State == StepState.Complete && step.Token.IsEmpty) break;
            if (scheme == SecurityScheme.Ntlm)
            {
                // Goes out together with the first request, as Windows sends it.
                _association.Auth3(_slot, step.Token.Span);
                return;
            }

            _association.AlterContext([], _slot, step.Token.Span);
        }

        _association.Ready(_slot);
    }

    /// <summary>A call whose reply is opened.</summary>
    public byte[] Call(ushort opnum, ReadOnlySpan<byte> stub, Guid? @object = null)
    {
        _association.Call(_context, NdrSyntax.Ndr20, opnum, @object, stub, _slot);
        var call = Next(RpcClientEventKind.Replied).Call;
        var reply = call.Stub.ToArray();
        call.Release();
        return reply;
    }

    /// <summary>The bytes of a request, signed and sealed as the next one of this connection.</summary>
    public byte[] Request(ushort opnum, ReadOnlySpan<byte> stub, Guid? @object = null)
    {
        _association.Call(_context, NdrSyntax.Ndr20, opnum, @object, stub, _slot);
        var bytes = _output.WrittenSpan.ToArray();
        _output.ResetWrittenCount();
        return bytes;
    }

    /// <summary>Sends a request and reads all of its response, unopened.</summary>
    /// <returns>Bytes of the response.</returns>
    public int Exchange(ReadOnlySpan<byte> request)
    {
        while (!request.IsEmpty) request = request[_socket.Send(request)..];
        var total = 0;
        while (true)
        {
            while (_end - _start < PduHeader.Size) Fill();
            var length = BinaryPrimitives.ReadUInt16LittleEndian(_input.AsSpan(_start + 8));
            var (type, flags) = ((PduType)_input[_start + 2], (PfcFlags)_input[_start + 3]);
            if (type != PduType.Response) throw new InvalidOperationException($"{type} for a request");
            while (_end - _start < length) Fill();
            _start += length;
            total += length;
            if ((flags & PfcFlags.LastFragment) != 0) return total;
        }
    }

    /// <summary>Leaves no TIME_WAIT behind: ports would run out.</summary>
    public void Dispose()
    {
        _socket.LingerState = new LingerOption(true, 0);
        _socket.Dispose();
        _security?.Dispose();
    }

    private RpcClientEvent Next(RpcClientEventKind kind)
    {
        if (_output.WrittenCount > 0) _socket.Send(_output.WrittenSpan);
        _output.ResetWrittenCount();
        while (true)
        {
            var input = new ReadOnlySequence<byte>(_input, _start, _end - _start);
            var isEvent = _association.TryRead(ref input, out var e);
            _start = _end - (int)input.Length;
            if (isEvent)
                return e.Kind == kind ? e : throw new InvalidOperationException(
                    $"{e.Kind} instead of {kind}: {_association.End} {_association.Refusal} " +
                    $"0x{(e.Kind == RpcClientEventKind.Faulted ? e.Call.FaultStatus : 0):x}");
            Fill();
        }
    }

    private void Fill()
    {
        if (_start > 0)
        {
            _input.AsSpan(_start, _end - _start).CopyTo(_input);
            (_start, _end) = (0, _end - _start);
        }

        var count = _socket.Receive(_input, _end, _input.Length - _end, SocketFlags.None);
        if (count == 0) throw new InvalidOperationException("The server closed the connection.");
        _end += count;
    }
}
