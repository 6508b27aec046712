using System.Buffers;
using Sekimori.Ndr;
using Sekimori.Rpc;
using Sekimori.Rpc.Interfaces;

namespace Sekimori.Dcom.Objects;

/// <summary>IUnknown ([MS-DCOM] 3.1.1.5.8): clients hold references to it, and its operations never come over the wire.</summary>
internal sealed class UnknownInterface : RpcServerInterface
{
    private UnknownInterface()
    {
    }

    public static UnknownInterface Instance { get; } = new();

    public static Guid Iid { get; } = new("00000000-0000-0000-c000-000000000046");

    public override RpcInterfaceInfo Info { get; } = new("IUnknown", new SyntaxId(Iid, 0, 0), []) { IsNdr20Only = true };

    public override ValueTask InvokeAsync(
        RpcCall call, ReadOnlyMemory<byte> stub, NdrFormat format, IBufferWriter<byte> reply, CancellationToken cancellationToken) =>
        throw StubFault.NoSuchOperation(call);
}
