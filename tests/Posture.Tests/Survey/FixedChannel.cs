using Sekimori.Ndr;
using Sekimori.Rpc.Interfaces;

namespace Sekimori.Posture.Tests.Survey;

/// <summary>A host that answers every call with the same bytes.</summary>
internal sealed class FixedChannel(byte[] answer) : IRpcChannel
{
    public NdrSyntax Syntax => NdrSyntax.Ndr20;

    public ValueTask<RpcReply> CallAsync(ushort opnum, ReadOnlyMemory<byte> stub, Guid? @object, CancellationToken cancellationToken) =>
        new(new RpcReply(answer, new NdrFormat(NdrSyntax.Ndr20)));
}
