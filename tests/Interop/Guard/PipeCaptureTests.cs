using System.Text.Json;
using Sekimori.App.Tests.Kit;

namespace Sekimori.Interop.Guard;

/// <summary>
/// Attackers' tools over named pipes of SMB 1 and SMB 2, signed and not encrypted, against Samba: what `sekimori watch` sees in a fresh
/// capture of it.
/// </summary>
// One after the other: a domain controller does not start while another smbd does.
[Collection("Samba")]
[Trait("Peer", "impacket")]
public sealed class PipeCaptureTests
{
    /// <summary>Samba refuses some of these calls; a capture shows them nevertheless.</summary>
    private const string Script = """
        import sys
        from impacket.dcerpc.v5 import transport, samr, srvs, lsat, lsad, rrp, scmr
        from impacket.dcerpc.v5.dtypes import NULL, MAXIMUM_ALLOWED
        from impacket.dcerpc.v5.rpcrt import DCERPCException
        def bound(pipe, uuid):
            t = transport.SMBTransport(sys.argv[1], int(sys.argv[2]), '\\' + pipe, sys.argv[3], sys.argv[4])
            t.setRemoteHost(sys.argv[1])
            t.preferred_dialect({'1': 'NT LM 0.12', '2.0.2': 0x0202, '2.1': 0x0210}[sys.argv[5]])
            d = t.get_dce_rpc(); d.connect(); d.bind(uuid)
            return d
        def tried(call):
            try: return call()
            except DCERPCException as e: return None
        d = bound('samr', samr.MSRPC_UUID_SAMR)
        h = samr.hSamrConnect(d)['ServerHandle']
        name = samr.hSamrEnumerateDomainsInSamServer(d, h)['Buffer']['Buffer'][0]['Name']
        sid = samr.hSamrLookupDomainInSamServer(d, h, name)['DomainId']
        dh = samr.hSamrOpenDomain(d, h, domainId=sid)['DomainHandle']
        assert sys.argv[3] in [u['Name'] for u in samr.hSamrEnumerateUsersInDomain(d, dh)['Buffer']['Buffer']]
        d.disconnect()
        d = bound('lsarpc', lsat.MSRPC_UUID_LSAT)
        p = lsad.hLsarOpenPolicy2(d, MAXIMUM_ALLOWED | lsat.POLICY_LOOKUP_NAMES)['PolicyHandle']
        tried(lambda: lsat.hLsarLookupSids(d, p, ['%s-%d' % (sid.formatCanonical(), 500 + i) for i in range(1000)], lsat.LSAP_LOOKUP_LEVEL.LsapLookupWksta))
        d.disconnect()
        d = bound('srvsvc', srvs.MSRPC_UUID_SRVS)
        tried(lambda: srvs.hNetrSessionEnum(d, NULL, NULL, 10))
        tried(lambda: srvs.hNetrShareEnum(d, 1))
        d.disconnect()
        d = bound('svcctl', scmr.MSRPC_UUID_SCMR)
        tried(lambda: scmr.hROpenSCManagerW(d))
        tried(lambda: scmr.hRCreateServiceW(d, b'\0' * 20, 'Qwertz', 'Qwertz', lpBinaryPathName='%COMSPEC% /Q /c echo dir ^> \\\\127.0.0.1\\C$\\__output'))
        d.disconnect()
        d = bound('winreg', rrp.MSRPC_UUID_RRP)
        k = tried(lambda: rrp.hOpenLocalMachine(d)['phKey']) or b'\0' * 20
        tried(lambda: rrp.hBaseRegOpenKey(d, k, 'SYSTEM\\CurrentControlSet\\Control\\Lsa\\JD'))
        tried(lambda: rrp.hBaseRegSaveKey(d, k, '..\\Temp\\x.tmp'))
        d.disconnect()
        """;

    private static readonly string[] Calls =
    [
        "samr SamrConnect", "samr SamrEnumerateDomainsInSamServer", "samr SamrLookupDomainInSamServer", "samr SamrOpenDomain",
        "samr SamrEnumerateUsersInDomain",
        "lsarpc LsarOpenPolicy2", "lsarpc LsarLookupSids", "srvsvc NetrSessionEnum", "srvsvc NetrShareEnum", "svcctl OpenSCManagerW",
        "svcctl CreateServiceW",
        "winreg OpenLocalMachine", "winreg BaseRegOpenKey", "winreg BaseRegSaveKey",
    ];

    [Theory]
    [InlineData("1")]
    [InlineData("2.0.2")]
    [InlineData("2.1")]
    public async Task Calls_by_impacket_over_signed_pipes_are_seen_and_told(string dialect)
    {
        await Attacker.NeedAsync("impacket", "python3-impacket");
        await using var server = await SmbServer.StartAsync();
        var (code, output) = await Attacker.RunAsync(
            Script, SmbServer.Address, $"{server.Port}", SmbServer.Account, SmbServer.Password, dialect);
        Assert.True(code == 0, output);
        var lines = await WatchAsync(server);
        Assert.Equal(Calls, lines.Where(line => Is(line, "call"))
            .Select(line => $"{line.GetProperty("interface_name")} {line.GetProperty("operation")}"));
        Assert.Equal(5, lines.Count(line => Is(line, "bind")));
        Assert.All(lines.Where(line => Is(line, "call")), call =>
            Assert.Equal(("np", SmbServer.Account), (call.GetProperty("transport").GetString(), call.GetProperty("account").GetString())));
        var told = lines.Where(line => Is(line, "alert")).Select(line => $"{line.GetProperty("name")} {line.GetProperty("severity")}")
            .ToList();
        foreach (var alert in new[]
        {
            "service_command high", "registry_secrets high", "registry_hive_saved high", "sid_bulk medium", "service_created medium",
            "account_discovery low", "session_discovery low"
        })
            Assert.Contains(alert, told);
    }

    /// <summary>What an administrator asks with Samba's own client over the same pipes is at most low.</summary>
    [Theory]
    [InlineData("NT1")]
    [InlineData("SMB2_10")]
    [Trait("Peer", "rpcclient")]
    public async Task Questions_of_rpcclient_over_signed_pipes_are_seen_and_harmless(string dialect)
    {
        const string rpcclient = "/usr/bin/rpcclient";
        if (!File.Exists(rpcclient)) Assert.Skip("rpcclient is not here: install the package smbclient.");
        await using var server = await SmbServer.StartAsync();
        var start = new System.Diagnostics.ProcessStartInfo(
            rpcclient,
            ["-s", server.Configuration, "-p", $"{server.Port}", "-U", $"{SmbServer.Account}%{SmbServer.Password}", "-m", dialect,
            SmbServer.Address, "-c", "enumdomusers; srvinfo; netshareenumall; lookupnames root"])
        { RedirectStandardOutput = true };
        using var client = System.Diagnostics.Process.Start(start)!;
        var said = await client.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await client.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(client.ExitCode == 0, said);
        var lines = await WatchAsync(server);
        var calls = lines.Where(line => Is(line, "call")).Select(line => line.GetProperty("operation").GetString()).ToList();
        foreach (var call in new[] { "SamrEnumerateUsersInDomain", "NetrServerGetInfo", "NetrShareEnum", "LsarLookupNames" })
            Assert.Contains(call, calls);
        Assert.DoesNotContain(lines, line =>
            Is(line, "alert") && line.GetProperty("severity").GetString() is not ("low" or "informational"));
    }

    private static async Task<List<JsonElement>> WatchAsync(SmbServer server)
    {
        await server.EndCaptureAsync();
        var (code, output, error) = await Command.RunAsync("watch", "--json", server.Capture);
        Assert.True(code == 0, error);
        return [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)];
    }

    private static bool Is(JsonElement line, string type) => line.GetProperty("type").GetString() == type;
}
