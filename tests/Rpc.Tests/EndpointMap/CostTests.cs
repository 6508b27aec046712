using System.Buffers;
using System.Net;
using Sekimori.Guard;
using Sekimori.Rpc.Association;
using Sekimori.Rpc.EndpointMap;
using Sekimori.Rpc.Interfaces;

namespace Sekimori.EndpointMap.Tests;

public class CostTests
{
    [Fact]
    public async Task An_ept_map_allocates_a_few_hundred_bytes_and_finishes_at_once()
    {
        var channel = new LoopbackChannel(new EndpointMapperService(Maps.Of(Maps.Own(Maps.Samr, 50000))));
        await new EndpointMapperClient(channel).EptMapAsync(
            Guid.Empty, Maps.Tcp(Maps.Samr, 135).ToTower(), default, 4, TestContext.Current.CancellationToken);
        var service = new EndpointMapperService(Maps.Of(Maps.Own(Maps.Samr, 50000)));
        var call = new RpcCall
        {
            Interface = service.Info, Opnum = 3, Caller = Caller.Anonymous, Group = new AssociationGroup(1),
            Local = new(IPAddress.Loopback, 135)
        };
        var reply = new ArrayBufferWriter<byte>(4096);
        for (var i = 0; i < 3; i++) Call();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++) Call();
        Assert.InRange((GC.GetAllocatedBytesForCurrentThread() - before) / 100, 1, 400);

        void Call()
        {
            reply.ResetWrittenCount();
            Assert.True(service.InvokeAsync(call, channel.Request, default, reply, default).IsCompletedSuccessfully);
        }
    }
}
