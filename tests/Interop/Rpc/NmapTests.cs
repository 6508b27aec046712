namespace Sekimori.Interop.Rpc;

/// <summary>nmap's version probe: garbage, answered with a bind_nak.</summary>
[Trait("Peer", "nmap")]
public sealed class NmapTests(HostFixture fixture) : IClassFixture<HostFixture>
{
    [Fact]
    public async Task The_probe_on_135_prints_a_version()
    {
        PeerProgram.Need("nmap", "nmap");
        var (_, output) = await Peer.RunAsync("nmap", "-Pn", "-sV", "-p135", fixture.Address);
        Assert.Contains("135/tcp open  msrpc   Microsoft", output);
    }
}
