using System.Buffers;
using Sekimori.Dcom.Resolver;
using Sekimori.Ndr;
using Sekimori.Rpc;
using Sekimori.Rpc.Interfaces;
using Sekimori.Rpc.Orpc;

namespace Sekimori.Server.Tests.Client.Wmi;

/// <summary>An interface of an object that answers what a test wants, whatever it is asked.</summary>
/// <param name="info">The interface.</param>
/// <param name="script">Writes the results, behind ORPCTHAT where there is one.</param>
internal sealed class Scripted(RpcInterfaceInfo info, Scripted.Script script) : RpcServerInterface
{
    public delegate void Script(RpcCall call, ref NdrWriter writer);

    public override RpcInterfaceInfo Info => info;

    public override ValueTask InvokeAsync(
        RpcCall call, ReadOnlyMemory<byte> stub, NdrFormat format, IBufferWriter<byte> reply, CancellationToken cancellationToken)
    {
        var writer = new NdrWriter(reply, format.Syntax);
        // The resolver's interface is none of COM.
        if (info.Id.Uuid != IObjectExporter.Info.Id.Uuid) OrpcThat.WriteNdr(ref writer, OrpcThat.Of(call));
        script(call, ref writer);
        writer.Complete();
        return default;
    }

    /// <summary>An interface pointer and a status, as most operations answer.</summary>
    public static void Write(ref NdrWriter writer, InterfacePointer? pointer, uint status = 0)
    {
        writer.WriteReferent(pointer is not null);
        if (pointer is not null) InterfacePointer.WriteNdr(ref writer, pointer);
        writer.WriteUInt32(status);
    }

    /// <summary>A fault instead of an answer.</summary>
    public static RpcFaultException Fault(uint status) => new(status, "as the test wants");
}
