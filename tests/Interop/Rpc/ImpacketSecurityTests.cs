namespace Sekimori.Interop.Rpc;

/// <summary>impacket with NTLM against our server. It writes verifiers at the levels 5 and 6 only.</summary>
[Trait("Peer", "impacket")]
public sealed class ImpacketSecurityTests(HostFixture fixture) : IClassFixture<HostFixture>
{
    private const string Call = """
        import sys
        from impacket.dcerpc.v5 import lsad, transport, rpcrt
        host, port, level, password, tamper = sys.argv[1], sys.argv[2], int(sys.argv[3]), sys.argv[4], sys.argv[5] == 'True'
        t = transport.DCERPCTransportFactory('ncacn_ip_tcp:%s[%s]' % (host, port))
        t.set_credentials('Administrator', password, 'LAB')
        if tamper:
            send = t.send
            def changed(data, *a, **k):
                d = bytearray(data)
                if d[2] == 0: d[30] ^= 1
                return send(bytes(d), *a, **k)
            t.send = changed
        try:
            d = t.get_dce_rpc(); d.set_auth_level(level); d.connect(); d.bind(lsad.MSRPC_UUID_LSAD)
            print('handle' if lsad.hLsarOpenPolicy2(d, 0x02000000)['PolicyHandle'] != bytes(20) else 'none')
        except Exception as e:
            print('refused', str(e))
        """;

    [Theory]
    [InlineData(2)]
    [InlineData(5)]
    [InlineData(6)]
    public async Task Its_calls_succeed_at_level(int level) => Assert.Equal("handle", await CallAsync(level));

    [Theory]
    [InlineData(3)]
    [InlineData(4)]
    public async Task Its_unsigned_calls_are_refused_at_level(int level) => Assert.StartsWith("refused", await CallAsync(level));

    [Theory]
    [InlineData(2)]
    [InlineData(6)]
    public async Task A_wrong_password_is_access_denied(int level) =>
        Assert.Contains("rpc_s_access_denied", await CallAsync(level, "wrong"));

    [Theory]
    [InlineData(5)]
    [InlineData(6)]
    public async Task A_changed_byte_is_a_security_package_error(int level) => Assert.Contains("721", await CallAsync(level, tamper: true));

    /// <summary>Without credentials impacket logs on as nobody and asks for protection nevertheless.</summary>
    [Theory]
    [InlineData(5)]
    [InlineData(6)]
    public async Task Without_credentials_it_is_told_of_a_protocol_error_where_nobody_may_be_anonymous(int level)
    {
        await PeerProgram.NeedModuleAsync("impacket", "python3-impacket");
        await using var closed = await TestHost.TestHostServer.StartAsync(
            new() { Address = System.Net.IPAddress.Loopback, Port = 0, AllowAnonymous = false },
            cancellationToken: TestContext.Current.CancellationToken);
        const string Lookup = """
            import sys
            from impacket.dcerpc.v5 import epm, transport
            d = transport.DCERPCTransportFactory('ncacn_ip_tcp:127.0.0.1[%s]' % sys.argv[1]).get_dce_rpc()
            d.set_auth_level(int(sys.argv[2])); d.connect()
            try:
                print(len(epm.hept_lookup(None, dce=d)))
            except Exception as e:
                print(e)
            """;
        var port = closed.Mapper.Port.ToString(System.Globalization.CultureInfo.InvariantCulture);
        Assert.Contains("nca_s_proto_error", string.Join(' ', await Peer.PythonAsync(Lookup, port, $"{level}")));
        Assert.Equal($"{closed.Map.Entries.Length}", Assert.Single(await Peer.PythonAsync(Lookup, port, "1")));
    }

    private async Task<string> CallAsync(int level, string password = "Passw0rd.Lab1", bool tamper = false)
    {
        await PeerProgram.NeedModuleAsync("impacket", "python3-impacket");
        return string.Join(
            '\n',
            await Peer.PythonAsync(Call, fixture.Address,
            fixture.Host.Dynamic[0].Port.ToString(System.Globalization.CultureInfo.InvariantCulture), $"{level}", password,
            tamper.ToString()));
    }
}
