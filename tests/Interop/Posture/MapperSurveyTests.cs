using System.Text.RegularExpressions;
using Sekimori.Interop.Rpc;
using Sekimori.Posture.Evaluation;
using Sekimori.Posture.Facts;
using Sekimori.Survey;

namespace Sekimori.Interop.Posture;

/// <summary>A Samba domain controller, asked without a logon; its endpoints compared with what impacket reads.</summary>
[Trait("Peer", "samba")]
public sealed class MapperSurveyTests(SambaFixture fixture) : IClassFixture<SambaFixture>
{
    // rpcdump itself ends with an error here: Samba says "not registered" at the end of a lookup.
    private const string Lookup =
        """
        import sys
        from impacket.dcerpc.v5 import transport, epm
        from impacket.dcerpc.v5.dtypes import NULL
        dce = transport.DCERPCTransportFactory('ncacn_ip_tcp:%s[135]' % sys.argv[1]).get_dce_rpc()
        dce.connect()
        dce.bind(epm.MSRPC_UUID_PORTMAP)
        handle = epm.ept_lookup_handle_t()
        while True:
            r = epm.ept_lookup()
            r['inquiry_type'], r['object'], r['Ifid'], r['vers_option'], r['entry_handle'], r['max_ents'] = 0, NULL, NULL, 1, handle, 499
            a = dce.request(r, checkError=False)
            for e in a['entries']:
                floors = epm.EPMTower(b''.join(e['tower']['tower_octet_string']))['Floors']
                print(str(floors[0]), epm.PrintStringBinding(floors))
            handle = a['entry_handle']
            if a['status'] != 0 or handle.isNull():
                break
        """;

    [Fact]
    public async Task Its_endpoints_are_those_that_impacket_finds()
    {
        fixture.Need();
        await PeerProgram.NeedModuleAsync("impacket", "python3-impacket");
        var facts = await AskAsync();
        var (code, output, errors) = await PeerProgram.RunAsync(PeerProgram.Python, ["-c", Lookup, SambaFixture.Address]);
        Assert.True(code == 0, errors);
        var theirs = output.Split('\n').Select(line => Regex.Match(line, @"^([0-9A-Fa-f-]{36}) \S+ ncacn_ip_tcp:[^\[]*\[(\d+)\]"))
            .Where(found => found.Success).Select(found => $"{found.Groups[2].Value}/{found.Groups[1].Value.ToLowerInvariant()}")
            .Distinct().Order(StringComparer.Ordinal).ToList();
        Assert.NotEmpty(theirs);
        Assert.Equal(theirs, facts.Of(FactId.RpcEndpoint).Select(fact => fact.Subject).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Its_interfaces_let_through_at_level_none_what_Samba_lets_through()
    {
        fixture.Need();
        var facts = await AskAsync();
        // Samba: lsarpc decodes at none, drsuapi wants privacy. What is denied is denied before the decoder.
        Assert.Contains(facts.Of(FactId.RpcStub), fact => fact.Subject.EndsWith("12345778-1234-abcd-ef00-0123456789ab#0",
            StringComparison.Ordinal)
            && fact.Value == StubAnswer.Reachable);
        Assert.Contains(facts.Of(FactId.RpcStub), fact => fact.Subject.EndsWith("e3514235-4b06-11d1-ab04-00c04fc2dcd2#1",
            StringComparison.Ordinal)
            && fact.Value == StubAnswer.Denied);
        Assert.DoesNotContain(facts.Of(FactId.RpcStub), fact => fact.Value == "answered");
        var findings = Evaluator.Evaluate(facts, new(DateTimeOffset.UtcNow));
        // It has neither print services nor those that run programs, and says so on every port.
        foreach (var id in (string[])["R05", "R06"])
            Assert.Equal(Outcome.Pass, Assert.Single(findings, one => one.Check.Id == id).Outcome);
        foreach (var id in (string[])["E01", "E11", "R01", "R03", "R10"])
            Assert.Contains(findings, one => one.Check.Id == id && one.Outcome == Outcome.Fail);
    }

    private static Task<HostFacts> AskAsync() => new HostSurvey(SambaFixture.Address,
        new() { WithNeighbours = false, HttpPort = 1, HttpsPort = 1 })
        .AskAsync(TestContext.Current.CancellationToken);
}
