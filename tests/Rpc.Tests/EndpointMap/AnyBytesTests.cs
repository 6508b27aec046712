using Sekimori.Ndr;
using Sekimori.Rpc;
using Sekimori.Rpc.EndpointMap;
using Sekimori.Rpc.Interfaces;
using Sekimori.Rpc.Management;
using Sekimori.Samples.RpcEcho;

namespace Sekimori.EndpointMap.Tests;

/// <summary>Whatever comes, a generated server answers or throws a fault with a status; nothing else.</summary>
[Trait("Size", "Large")]
public class AnyBytesTests
{
    private static readonly uint[] Statuses =
        [RpcStatus.BadStubData, RpcStatus.OperationRange, RpcStatus.ContextMismatch, RpcStatus.UnsupportedType];

    [Theory]
    [InlineData(NdrSyntax.Ndr20, false)]
    [InlineData(NdrSyntax.Ndr20, true)]
    [InlineData(NdrSyntax.Ndr64, false)]
    public async Task Random_stubs_are_answered_or_end_in_a_fault(NdrSyntax syntax, bool bigEndian)
    {
        var random = new Random(20261122);
        var (answered, faulted) = (0, 0);
        LoopbackChannel[] servers = [.. Servers().Select(server => new LoopbackChannel(server, syntax) { Local = null })];
        for (var i = 0; i < 5_000; i++)
        {
            // Mostly small numbers, as counts and referents are, so that reading gets somewhere.
            var stub = new byte[random.Next(200)];
            for (var j = 0; j < stub.Length; j++)
                stub[j] = random.Next(5) == 0 ? (byte)random.Next(256) : (byte)(random.Next(4) == 0 ? random.Next(4) : 0);
            await InvokeAsync(servers[i % servers.Length], (ushort)random.Next(11), stub, new(syntax, bigEndian));
        }
        Assert.InRange(answered, 100, int.MaxValue);
        Assert.InRange(faulted, 100, int.MaxValue);

        async Task InvokeAsync(LoopbackChannel server, ushort opnum, byte[] stub, NdrFormat format)
        {
            // TestSleep would do as it is told.
            if (opnum == 6 && ReferenceEquals(server, servers[2])) return;
            try
            {
                await server.InvokeAsync(opnum, stub, format);
                answered++;
            }
            catch (RpcFaultException fault)
            {
                Assert.Contains(fault.Status, Statuses);
                faulted++;
            }
        }
    }

    [Fact]
    public async Task Every_cut_and_every_changed_byte_of_what_windows_sends_is_answered_or_ends_in_a_fault()
    {
        var request = new LoopbackChannel(new EndpointMapperService(Maps.Of(20)));
        await new EndpointMapperClient(request).EptMapAsync(
            Guid.Empty, Maps.Tcp(Maps.Samr, 135).ToTower(), ContextHandle.Null, 4, TestContext.Current.CancellationToken);
        var whole = request.Request;
        for (var i = 0; i < whole.Length; i++)
        {
            await TryAsync(whole[..i]);
            foreach (var value in (byte[])[0, 1, 0x7f, 0x80, 0xff])
            {
                byte[] changed = [.. whole];
                changed[i] = value;
                await TryAsync(changed);
            }
        }

        async Task TryAsync(byte[] stub)
        {
            try
            {
                await request.InvokeAsync(3, stub, default);
            }
            catch (RpcFaultException fault)
            {
                Assert.Contains(fault.Status, Statuses);
            }
        }
    }

    private static IEnumerable<RpcServerInterface> Servers() =>
        [new EndpointMapperService(Maps.Of(20)), new ManagementService(() => [IManagement.Info], () => default, _ => "name"),
        new RpcEchoService()];
}
