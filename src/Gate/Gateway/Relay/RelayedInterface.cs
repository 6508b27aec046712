using System.Buffers;
using System.Collections.Concurrent;
using System.Net.Sockets;
using Sekimori.Client.Rpc;
using Sekimori.Guard;
using Sekimori.Ndr;
using Sekimori.Observations;
using Sekimori.Rpc;
using Sekimori.Rpc.Association;
using Sekimori.Rpc.Interfaces;

namespace Sekimori.Gate.Gateway.Relay;

/// <summary>
/// An interface of a target that ends at the gate: each call's stub goes on, unread, over an association of the gate's own with the
/// target's logon. Each caller of each association group has one there, because context handles belong to it.
/// </summary>
/// <param name="gateway">The gateway.</param>
/// <param name="target">The target.</param>
/// <param name="known">The interface.</param>
/// <param name="logon">The identity that is used there.</param>
internal sealed class RelayedInterface(GatewayDoor gateway, TargetHost target, RpcInterface known, RelayLogon logon) : RpcServerInterface
{
    private readonly ConcurrentDictionary<(AssociationGroup, CallerIdentity), Lazy<Task<RelayLink>>> _links = new();

    /// <inheritdoc/>
    // NDR 2.0 on both sides: a stub is passed on as it is.
    public override RpcInterfaceInfo Info { get; } = new(known.Name, new(known.Uuid, known.Major, known.Minor), []) { IsNdr20Only = true };

    /// <inheritdoc/>
    // A call only passes bytes on. What opens an association for its caller is at work for longer, elsewhere (LinkAsync).
    public override bool IsQuick => true;

    /// <inheritdoc/>
    public override bool HasOperation(int opnum) => true;

    /// <inheritdoc/>
    public override async ValueTask InvokeAsync(
        RpcCall call, ReadOnlyMemory<byte> stub, NdrFormat format, IBufferWriter<byte> reply, CancellationToken cancellationToken)
    {
        if (SessionKeyOperations.Contains(known, call.Opnum))
            throw new RpcFaultException(RpcStatus.AccessDenied,
                $"{known.OperationOrNumber(call.Opnum)} needs the caller's own session key");
        // The association of the gate is little-endian, and a stub that is not read cannot be turned round.
        if (format.BigEndian) throw new RpcFaultException(RpcStatus.UnsupportedType, "a big-endian stub is not passed on");
        try
        {
            var answer = await (await LinkAsync(call, cancellationToken).ConfigureAwait(false))
                .CallAsync(call.Opnum, stub, call.Object, cancellationToken).ConfigureAwait(false);
            if (answer.Format.BigEndian) throw new RpcFaultException(RpcStatus.UnsupportedType, "the target answers big-endian");
            reply.Write(answer.Stub.Span);
        }
        catch (Exception failure) when (failure is TargetException or RpcBindException or RpcConnectionException or SocketException
            or TimeoutException or IOException or ObjectDisposedException)
        {
            gateway.Logger.SessionRefused(call.Caller.Account, $"{target.Name} {known.Name}", failure.Message);
            throw new RpcFaultException(RpcStatus.CallFailed, failure.Message);
        }
    }

    /// <inheritdoc/>
    public override void RunDown(object handle) => _ = EndAsync((RelayLink)handle);

    /// <summary>Ends what is open.</summary>
    public async Task EndAllAsync()
    {
        foreach (var (_, opening) in _links)
        {
            if (opening.Value.IsCompletedSuccessfully) await EndAsync(await opening.Value.ConfigureAwait(false)).ConfigureAwait(false);
        }
    }

    private async Task<RelayLink> LinkAsync(RpcCall call, CancellationToken cancellationToken)
    {
        var key = (call.Group, call.Caller.Identity);
        while (true)
        {
            if (!_links.TryGetValue(key, out var opening)) opening = _links.GetOrAdd(key, Opening(call));
            try
            {
                var link = await opening.Value.WaitAsync(cancellationToken).ConfigureAwait(false);
                if (!link.IsOver) return link;
                // It has ended, as the target wanted or the gate: the next one is evaluated anew. A group has a limit of handles.
                _links.TryRemove(new(key, opening));
                call.Group.Close(this, link.Caller.Identity, link.Handle);
            }
            catch (Exception failure) when (failure is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
            {
                _links.TryRemove(new(key, opening));
                throw;
            }
        }
    }

    // Its vault is on disk, and its logon is computed: not on the thread that reads the caller's connection.
    private Lazy<Task<RelayLink>> Opening(RpcCall call) => new(() => Task.Run(() => OpenAsync(call)));

    private async Task<RelayLink> OpenAsync(RpcCall call)
    {
        var link = await RelayLink.OpenAsync(gateway, target, Info.Id, call, logon).ConfigureAwait(false);
        try
        {
            // The end of the last connection of the group runs it down.
            link.Handle = call.Group.Open(this, call.Caller.Identity, link);
            return link;
        }
        catch
        {
            await link.EndAsync("the caller closed").ConfigureAwait(false);
            throw;
        }
    }

    private async Task EndAsync(RelayLink link)
    {
        _links.TryRemove((link.Group, link.Caller.Identity), out _);
        await link.EndAsync("the caller closed").ConfigureAwait(false);
    }
}
