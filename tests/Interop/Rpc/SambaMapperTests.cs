using Sekimori.Client.Rpc;
using Sekimori.Ndr;
using Sekimori.Rpc;
using Sekimori.Rpc.EndpointMap;
using Sekimori.Rpc.Management;
using Sekimori.Rpc.Towers;

namespace Sekimori.Interop.Rpc;

/// <summary>Our client against a Samba AD DC.</summary>
[Trait("Peer", "samba")]
public sealed class SambaMapperTests(SambaFixture fixture) : IClassFixture<SambaFixture>
{
    private static readonly SyntaxId Samr = new(new("12345778-1234-abcd-ef00-0123456789ac"), 1, 0);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Its_endpoints_are_listed()
    {
        fixture.Need();
        var (client, channel) = await RpcClient.ConnectAsync(
            new RpcBinding(SambaFixture.Address, 135), IEndpointMapper.Info.Id, cancellationToken: Token);
        await using var connected = client;
        var mapper = new EndpointMapperClient(channel);
        var bindings = new List<TowerBinding>();
        var handle = ContextHandle.Null;
        do
        {
            var answer = await mapper.EptLookupAsync((uint)InquiryType.All, null, null, (uint)VersionOption.All, handle, 10, Token);
            foreach (var entry in answer.Entries)
                if (TowerBinding.TryRead(entry.Tower!, out var binding)) bindings.Add(binding);
            handle = answer.EntryHandle;
            if (answer.Status != EptStatus.Ok) break;
        }
        while (!handle.IsNull);
        Assert.Contains(bindings, binding => binding.Interface.Uuid == Samr.Uuid && binding.Sequence == ProtocolSequence.Tcp);
        Assert.Contains(bindings, binding => binding.Interface.Uuid == Samr.Uuid && binding.Sequence == ProtocolSequence.NamedPipe);
        Assert.Contains(bindings, binding => binding.Interface == IEndpointMapper.Info.Id);
    }

    [Fact]
    public async Task An_interface_is_mapped_to_its_port_and_answers_there()
    {
        fixture.Need();
        var endpoints = await EndpointResolver.MapAsync(new RpcBinding(SambaFixture.Address), Samr, Token);
        Assert.NotEmpty(endpoints);
        var (client, channel) = await RpcClient.ConnectAsync(endpoints[0], IManagement.Info.Id, cancellationToken: Token);
        await using var connected = client;
        var interfaces = await new ManagementClient(channel).InqIfIdsAsync(Token);
        Assert.Contains(interfaces.IfIdVector!.IfId, id => id!.Value.Uuid == Samr.Uuid);
    }
}
