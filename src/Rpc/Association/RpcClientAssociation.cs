using System.Buffers;
using System.Collections.Immutable;
using Sekimori.Guard;
using Sekimori.Rpc.Framing;
using Sekimori.Rpc.Pdu;
using Sekimori.Security;
using Sekimori.Wire;

namespace Sekimori.Rpc.Association;

/// <summary>
/// The client's side of one connection, without the connection: binds and calls are written to a buffer, bytes of the server go in, events
/// come out ([C706] chapter 12, [MS-RPCE] 3.3.2). Not thread-safe: its owner serialises the calls.
/// </summary>
/// <remarks>In parts: this one binds and authenticates, .Calls calls, .Reading handles what the server sends.</remarks>
/// <param name="limits">What is offered and accepted.</param>
/// <param name="output">Receives the bytes to send.</param>
internal sealed partial class RpcClientAssociation(RpcClientLimits limits, IBufferWriter<byte> output)
{
    private readonly List<SecuritySlot> _security = [];
    private ClientState _state;
    private SecuritySlot? _building;
    private ImmutableArray<PresentationContext> _proposed = [];
    private uint _lastCallId;
    private uint _questionCallId;
    private int _maxFragment = Math.Min(limits.MaxFragment, FragmentReader.LargestFragment);

    /// <summary>Why it has ended; <see cref="AssociationEnd.None"/> while it is not.</summary>
    public AssociationEnd End { get; private set; }

    /// <summary>The server's reason for rejecting the bind, if <see cref="End"/> is <see cref="AssociationEnd.RefusedByPeer"/>.</summary>
    public BindNakReason RefusalReason { get; private set; }

    /// <summary>The number of the association group; 0 before the bind. Further connections that give it share context handles.</summary>
    public uint GroupId { get; private set; }

    /// <summary>True if several calls may run at once on this connection.</summary>
    public bool IsMultiplexed { get; private set; }

    /// <summary>True if headers are signed too.</summary>
    public bool SignsHeaders { get; private set; }

    /// <summary>The features that were agreed on.</summary>
    public BindTimeFeatures Features { get; private set; }

    /// <summary>True while a bind or alter_context waits for its answer.</summary>
    public bool IsAsking => _state is ClientState.Binding or ClientState.Altering;

    /// <summary>Starts a security context. Its first token is sent with <see cref="Bind"/> or <see cref="AlterContext"/>.</summary>
    /// <param name="level">Connect or higher; call becomes packet ([MS-RPCE] 2.2.1.1.8).</param>
    /// <param name="context">The handshake; disposed of by its owner.</param>
    public SecuritySlot AddSecurity(ProtectionLevel level, SecurityContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var wire = level == ProtectionLevel.Call ? ProtectionLevel.Packet : level;
        var slot = new SecuritySlot((uint)_security.Count + 1, (AuthenticationType)context.Scheme, wire) { Context = context };
        _security.Add(slot);
        return slot;
    }

    /// <summary>Sends the bind.</summary>
    /// <param name="contexts">The interfaces to call; with an element for <see cref="BindTimeFeatureSyntax"/> to request features.</param>
    /// <param name="group">The group to join; 0 for a new one.</param>
    /// <param name="security">The security context to build with it.</param>
    /// <param name="token">Its first token.</param>
    public void Bind(ImmutableArray<PresentationContext> contexts, uint group = 0, SecuritySlot? security = null,
        ReadOnlySpan<byte> token = default)
    {
        Expect(ClientState.Fresh);
        _state = ClientState.Binding;
        Ask(PduType.Bind, PfcFlags.ConcurrentMultiplexing, contexts, group, security, token);
    }

    /// <summary>Sends an alter_context: more presentation contexts, or the first or next leg of a security context.</summary>
    /// <param name="contexts">New contexts, or for a next leg those of the leg before ([MS-RPCE] 3.3.1.5.2.1); empty: the latter.</param>
    /// <param name="security">The security context that is built.</param>
    /// <param name="token">Its token.</param>
    public void AlterContext(ImmutableArray<PresentationContext> contexts, SecuritySlot? security = null,
        ReadOnlySpan<byte> token = default)
    {
        Expect(ClientState.Bound);
        _state = ClientState.Altering;
        Ask(PduType.AlterContext, PfcFlags.None, contexts.IsDefaultOrEmpty ? _proposed : contexts, GroupId, security, token);
    }

    /// <summary>
    /// Sends the last leg of an authentication with an odd number of legs (NTLM). There is no answer; the security context is ready.
    /// </summary>
    public void Auth3(SecuritySlot security, ReadOnlySpan<byte> token)
    {
        Expect(ClientState.Bound);
        var writer = new ByteWriter(stackalloc byte[512]);
        // [MS-RPCE] 2.2.2.10: four octets of any value.
        writer.WriteZeros(PduHeader.Size + 4);
        new SecurityTrailer(security.Type, security.WireLevel, 0, security.Id).Write(ref writer);
        writer.WriteBytes(token);
        Send(ref writer, PduType.Auth3, PfcFlags.Whole, _questionCallId, token.Length);
        writer.Dispose();
        Ready(security);
    }

    /// <summary>The handshake of <paramref name="security"/> is complete: calls can use it.</summary>
    public void Ready(SecuritySlot security)
    {
        if (!security.Context!.IsComplete) throw new InvalidOperationException("The handshake of this security context is not complete.");
        security.State = SecuritySlotState.Ready;
        _building = null;
    }

    /// <summary>The connection has ended, or must end: pending calls are returned to be ended.</summary>
    /// <returns>The calls without an answer.</returns>
    public IReadOnlyCollection<RpcClientCall> Close(AssociationEnd reason)
    {
        if (End == AssociationEnd.None) End = reason;
        var waiting = _calls.Values.ToArray();
        _calls.Clear();
        foreach (var call in waiting) call.Release();
        return waiting;
    }

    private void Ask(PduType type, PfcFlags flags, ImmutableArray<PresentationContext> contexts, uint group, SecuritySlot? security,
        ReadOnlySpan<byte> token)
    {
        if (contexts.IsDefaultOrEmpty) throw new ArgumentException("A bind needs a presentation context.", nameof(contexts));
        _proposed = contexts;
        _building = security;
        // [MS-RPCE] 3.3.1.5.2.1: all legs of one authentication have one call id.
        if (security is null || security.Legs++ == 0) _questionCallId = ++_lastCallId;
        var writer = new ByteWriter(stackalloc byte[512]);
        writer.WriteZeros(PduHeader.Size);
        new BindPdu((ushort)_maxFragment, (ushort)_maxFragment, group, contexts).Write(ref writer);
        if (security is not null)
        {
            // [MS-RPCE] 3.3.1.5.2.2: requested with the first authentication of level integrity or higher.
            if (security.Level >= ProtectionLevel.Packet) flags |= PfcFlags.SupportHeaderSign;
            new SecurityTrailer(security.Type, security.WireLevel, 0, security.Id).Write(ref writer);
            writer.WriteBytes(token);
        }

        Send(ref writer, type, PfcFlags.Whole | flags, _questionCallId, token.Length);
        writer.Dispose();
    }

    private void Expect(ClientState state)
    {
        if (End != AssociationEnd.None) throw new InvalidOperationException($"The association has ended: {End}.");
        if (_state != state) throw new InvalidOperationException($"The association is {_state}, not {state}.");
    }

    private void Send(scoped ref ByteWriter writer, PduType type, PfcFlags flags, uint callId, int tokenLength)
    {
        new PduHeader(type, flags, checked((ushort)writer.Position), checked((ushort)tokenLength), callId).Write(writer.WrittenMutable);
        output.Write(writer.Written);
    }
}
