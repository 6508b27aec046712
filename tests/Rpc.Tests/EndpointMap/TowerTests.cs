using Sekimori.Rpc;
using Sekimori.Rpc.Towers;

namespace Sekimori.EndpointMap.Tests;

public class TowerTests
{
    public static TheoryData<string> Sequences => [.. ProtocolSequence.All.Select(sequence => sequence.Name)];

    [Theory]
    [MemberData(nameof(Sequences))]
    public void Every_protocol_sequence_is_written_and_read_back(string name)
    {
        var sequence = ProtocolSequence.All.Single(one => one.Name == name);
        var endpoint = sequence.Floors[1] is ProtocolId.Tcp or ProtocolId.Udp or ProtocolId.Http ? "49152" : @"\PIPE\x";
        var address = sequence.Floors.Count < 3 ? "" : sequence.Floors[2] == ProtocolId.Ip ? "192.0.2.1" : "HOST";
        var binding = new TowerBinding(Maps.Samr, SyntaxId.Ndr20, sequence, endpoint, address);
        Assert.True(TowerBinding.TryRead(binding.ToTower(), out var read));
        Assert.Equal(binding, read);
        Assert.Equal($"{name}:{address}[{endpoint}]", read.ToString());
    }

    [Fact]
    public void Every_cut_of_a_tower_is_no_tower()
    {
        var octets = Maps.Tcp(Maps.Samr, 135).ToTower().Octets;
        Assert.Equal(75, octets.Length);
        for (var length = 0; length < octets.Length; length++) Assert.False(TowerBinding.TryRead(new Tower(octets[..length]), out _));
    }
}
