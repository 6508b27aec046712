namespace Sekimori.Interop.Rpc;

/// <summary>impacket against our endpoint mapper.</summary>
[Trait("Peer", "impacket")]
public sealed class ImpacketTests(HostFixture fixture) : IClassFixture<HostFixture>
{
    private const string Prologue = """
        import sys
        from impacket.dcerpc.v5 import epm, mgmt, transport
        from impacket import uuid
        def connect(where):
            d = transport.DCERPCTransportFactory(where).get_dce_rpc(); d.connect(); return d

        """;

    [Fact]
    public async Task Hept_lookup_lists_every_endpoint()
    {
        await PeerProgram.NeedModuleAsync("impacket", "python3-impacket");
        var lines = await Peer.PythonAsync(Prologue + """
            for e in epm.hept_lookup(None, dce=connect('ncacn_ip_tcp:%s[135]' % sys.argv[1])):
                print(e['annotation'][:-1].decode(), epm.PrintStringBinding(e['tower']['Floors']))
            """, fixture.Address);
        Assert.Equal(
            fixture.Host.Map.Entries.Select(entry => $"{entry.Annotation} ncacn_ip_tcp:{fixture.Address}[{entry.Binding.Endpoint}]"),
            lines);
    }

    [Fact]
    public async Task Hept_map_gives_the_port()
    {
        await PeerProgram.NeedModuleAsync("impacket", "python3-impacket");
        var lines = await Peer.PythonAsync(Prologue + """
            print(epm.hept_map(sys.argv[1], uuid.uuidtup_to_bin(('12345778-1234-abcd-ef00-0123456789ac', '1.0')), protocol='ncacn_ip_tcp'))
            """, fixture.Address);
        Assert.Contains(lines[0], fixture.Host.Dynamic.Select(endpoint => $"ncacn_ip_tcp:{fixture.Address}[{endpoint.Port}]"));
    }

    [Fact]
    public async Task Management_names_the_interfaces_of_an_endpoint()
    {
        await PeerProgram.NeedModuleAsync("impacket", "python3-impacket");
        var lines = await Peer.PythonAsync(Prologue + """
            d = connect('ncacn_ip_tcp:%s[135]' % sys.argv[1]); d.bind(mgmt.MSRPC_UUID_MGMT)
            v = mgmt.hinq_if_ids(d)['if_id_vector']
            for i in range(v['count']): print(uuid.bin_to_string(v['if_id'][i]['Data']['Uuid']).lower())
            print(mgmt.his_server_listening(d)['status'])
            """, fixture.Address);
        Assert.Equal(["e1af8308-5d1f-11c9-91a4-08002b14a0fa", "afa8bd80-7d8a-11c9-bef4-08002b102989", "0"], lines);
    }
}
