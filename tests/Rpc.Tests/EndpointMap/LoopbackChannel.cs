using System.Buffers;
using System.Net;
using Sekimori.Guard;
using Sekimori.Ndr;
using Sekimori.Rpc.Association;
using Sekimori.Rpc.Interfaces;

namespace Sekimori.EndpointMap.Tests;

/// <summary>A client that calls a server without anything between: what was encoded is kept to be checked.</summary>
internal sealed class LoopbackChannel(RpcServerInterface server, NdrSyntax syntax = NdrSyntax.Ndr20) : IRpcChannel
{
    public NdrSyntax Syntax => syntax;

    /// <summary>Where the client reached us; null: the local transport.</summary>
    public IPEndPoint? Local { get; set; } = new(IPAddress.Parse("172.18.39.6"), 135);

    public AssociationGroup Group { get; set; } = new(1);

    public byte[] Request { get; private set; } = [];

    public byte[] Reply { get; private set; } = [];

    public async ValueTask<RpcReply> CallAsync(ushort opnum, ReadOnlyMemory<byte> stub, Guid? @object, CancellationToken cancellationToken)
    {
        Request = stub.ToArray();
        Reply = await InvokeAsync(opnum, stub, new(syntax));
        return new(Reply, new(syntax));
    }

    /// <summary>Calls with a stub that another peer encoded.</summary>
    public async Task<byte[]> InvokeAsync(ushort opnum, ReadOnlyMemory<byte> stub, NdrFormat format)
    {
        var reply = new ArrayBufferWriter<byte>();
        var call = new RpcCall { Interface = server.Info, Opnum = opnum, Caller = Caller.Anonymous, Group = Group, Local = Local };
        await server.InvokeAsync(call, stub, format, reply, TestContext.Current.CancellationToken);
        return reply.WrittenSpan.ToArray();
    }

    public async Task<string> InvokeAsync(ushort opnum, string hex, NdrSyntax syntax = NdrSyntax.Ndr20, bool bigEndian = false) =>
        Convert.ToHexStringLower(await InvokeAsync(opnum, Convert.FromHexString(hex), new NdrFormat(syntax, bigEndian)));
}
