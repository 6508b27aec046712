using Sekimori.Client.Rpc;
using Sekimori.Ndr;
using Sekimori.Rpc.Interfaces;
using Sekimori.Rpc.Orpc;
using Sekimori.Wire;

namespace Sekimori.Client.Dcom;

/// <summary>
/// A channel of one client of an object: keeps the reason of the last failure, which is in the header of the answer and not among its
/// results ([MS-DCOM] 2.2.21.1).
/// </summary>
/// <param name="inner">The channel of the interface.</param>
internal sealed class ReasonChannel(RpcChannel inner) : IRpcChannel
{
    /// <summary>The reason; null if the last answer had none.</summary>
    public OrpcExtent? Reason { get; private set; }

    /// <inheritdoc/>
    public NdrSyntax Syntax => inner.Syntax;

    /// <inheritdoc/>
    public async ValueTask<RpcReply> CallAsync(
        ushort opnum, ReadOnlyMemory<byte> stub, Guid? @object, CancellationToken cancellationToken)
    {
        Reason = null;
        var reply = await inner.CallAsync(opnum, stub, @object, cancellationToken).ConfigureAwait(false);
        Reason = Read(reply);
        return reply;
    }

    private static OrpcExtent? Read(RpcReply reply)
    {
        var reader = new NdrReader(reply.Stub, reply.Format);
        try
        {
            return OrpcThat.ReadNdr(ref reader).Error;
        }
        catch (MalformedException)
        {
            // Whoever reads the results says so.
            return null;
        }
    }
}
