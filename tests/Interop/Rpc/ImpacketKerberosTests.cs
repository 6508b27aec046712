using Sekimori.TestKit;

namespace Sekimori.Interop.Rpc;

/// <summary>
/// impacket with a ticket of kinit and kvno against our server: it frames its AP-REQ, which MIT's library alone would refuse in DCE style.
/// </summary>
[Trait("Peer", "impacket")]
public sealed class ImpacketKerberosTests(MatrixFixture fixture) : IClassFixture<MatrixFixture>
{
    private const string Call = """
        import struct, sys
        from impacket.dcerpc.v5 import rpcrt, transport
        from impacket.uuid import uuidtup_to_bin
        t = transport.DCERPCTransportFactory('ncacn_ip_tcp:127.0.0.1[%s]' % sys.argv[1])
        t.setRemoteName('dc1.lab.test')
        t.set_credentials('Administrator', '', 'LAB.TEST')
        t.set_kerberos(True, '127.0.0.1')
        d = t.get_dce_rpc()
        d.set_auth_level(int(sys.argv[2])); d.set_auth_type(rpcrt.RPC_C_AUTHN_GSS_NEGOTIATE)
        d.connect(); d.bind(uuidtup_to_bin(('60a15ec5-4de8-11d7-a637-005056a20182', '1.0')))
        try:
            d.call(0, struct.pack('<L', 41)); print(struct.unpack('<L', d.recv()[:4])[0])
        except TypeError as its_own:
            print('bound;', its_own)
        """;

    // At 5 its own code ends (krb5/gssapi.py adds text to bytes) after our server has taken its handshake.
    [Theory]
    [InlineData(6, "42")]
    [InlineData(5, "bound; can't concat str to bytes")]
    public async Task Its_logon_with_a_ticket_is_taken(int level, string answer)
    {
        await PeerProgram.NeedModuleAsync("impacket", "python3-impacket");
        PeerProgram.Need("kinit", "krb5-user");
        HostFixture.NeedRealm();
        await using var host = await SecuredHost.StartAsync(fixture.Keytab);
        var cache = Path.Combine(Path.GetTempPath(), $"sekimori-impacket-{Guid.NewGuid():N}");
        try
        {
            var environment = new[] { ("KRB5CCNAME", cache) };
            var limit = TimeSpan.FromMinutes(1);
            var (code, said) = await Peer.RunAsync(
                "bash", ["-c", $"echo '{Realm.Password}' | kinit Administrator@LAB.TEST && kvno host/dc1.lab.test"], environment, limit);
            Assert.True(code == 0, said);
            (_, said) = await Peer.RunAsync(PeerProgram.Python, ["-c", Call, $"{host.Port}", $"{level}"], environment, limit);
            Assert.Equal(answer, said.Trim().Split('\n')[^1]);
            if (level == 6) Assert.Equal(("Administrator@LAB.TEST", "Kerberos"), (host.Last!.Account, host.Last.Scheme));
        }
        finally
        {
            File.Delete(cache);
        }
    }
}
