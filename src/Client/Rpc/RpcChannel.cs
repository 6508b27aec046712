using Sekimori.Ndr;
using Sekimori.Rpc;
using Sekimori.Rpc.Interfaces;
using Sekimori.Rpc.Pdu;

namespace Sekimori.Client.Rpc;

/// <summary>
/// An interface that is bound on an <see cref="RpcClient"/>: generated clients call through it. Thread-safe; calls may overlap.
/// </summary>
public sealed class RpcChannel : IRpcChannel
{
    private readonly PresentationContext _context;

    internal RpcChannel(RpcClient client, PresentationContext context, SyntaxId transfer)
    {
        Client = client;
        _context = context;
        Syntax = transfer == SyntaxId.Ndr64 ? NdrSyntax.Ndr64 : NdrSyntax.Ndr20;
    }

    /// <summary>The connection that it is bound on.</summary>
    internal RpcClient Client { get; }

    /// <summary>The interface.</summary>
    public SyntaxId Interface => _context.AbstractSyntax;

    /// <inheritdoc/>
    public NdrSyntax Syntax { get; }

    /// <inheritdoc/>
    public ValueTask<RpcReply> CallAsync(ushort opnum, ReadOnlyMemory<byte> stub, Guid? @object, CancellationToken cancellationToken) =>
        Client.CallAsync(_context, Syntax, opnum, @object, stub, cancellationToken);

    /// <summary>Sends a request whose answer nobody waits for.</summary>
    internal ValueTask PostAsync(ushort opnum, ReadOnlyMemory<byte> stub, Guid? @object, CancellationToken cancellationToken) =>
        Client.PostAsync(_context, Syntax, opnum, @object, stub, cancellationToken);
}
