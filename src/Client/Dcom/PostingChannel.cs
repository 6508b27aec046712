using Sekimori.Client.Rpc;
using Sekimori.Ndr;
using Sekimori.Rpc.Interfaces;

namespace Sekimori.Client.Dcom;

/// <summary>A channel of calls whose answers nobody waits for: each succeeds as soon as it is sent.</summary>
/// <param name="inner">The channel of the interface.</param>
internal sealed class PostingChannel(RpcChannel inner) : IRpcChannel
{
    /// <summary>ORPCTHAT without flags and extensions ([MS-DCOM] 2.2.13.4), and S_OK, in NDR 2.0.</summary>
    private static readonly byte[] _success = new byte[12];

    /// <inheritdoc/>
    public NdrSyntax Syntax => inner.Syntax;

    /// <inheritdoc/>
    public async ValueTask<RpcReply> CallAsync(
        ushort opnum, ReadOnlyMemory<byte> stub, Guid? @object, CancellationToken cancellationToken)
    {
        await inner.PostAsync(opnum, stub, @object, cancellationToken).ConfigureAwait(false);
        return new(_success, new NdrFormat(NdrSyntax.Ndr20));
    }
}
