using System.Text.RegularExpressions;
using Sekimori.App.Tests.Kit;

namespace Sekimori.Interop.Gateway;

/// <summary>
/// Unmodified RPC tools at the gate's outer address say the same, line by line, as beside the domain controller that nobody outside
/// reaches.
/// </summary>
[Trait("Peer", "samba")]
[Collection(GatewayCollection.Name)]
public sealed partial class FollowTests(GatewayFixture fixture)
{
    private const string Administrator = @"LAB\Administrator%Passw0rd.Lab1";

    // These connect to an SMB server beside the RPC server, and look for it by the directory's means.
    private const string NeedsSmb = "^test_(lsa_multi_auth_|assoc_group_ok2$|assoc_group_fail3$)";

    // Calls over several interfaces and levels, from the mapper's answer on; what differs from run to run is left out.
    private const string ImpacketCalls = """
        import sys
        from impacket.dcerpc.v5 import epm, lsad, samr, transport
        host = sys.argv[1]
        for name, module in (('samr', samr), ('lsad', lsad)):
            uuid = module.MSRPC_UUID_SAMR if name == 'samr' else module.MSRPC_UUID_LSAD
            binding = epm.hept_map(host, uuid, protocol='ncacn_ip_tcp')
            for level in (1, 2, 5, 6):
                try:
                    rpc = transport.DCERPCTransportFactory(binding)
                    if level > 1: rpc.set_credentials('Administrator', 'Passw0rd.Lab1', 'LAB')
                    dce = rpc.get_dce_rpc()
                    if level > 1: dce.set_auth_level(level)
                    dce.connect()
                    dce.bind(uuid)
                    if name == 'samr':
                        handle = samr.hSamrConnect(dce)['ServerHandle']
                        names = samr.hSamrEnumerateDomainsInSamServer(dce, handle)['Buffer']['Buffer']
                        print(name, level, [one['Name'] for one in names])
                    else:
                        lsad.hLsarOpenPolicy2(dce)
                        print(name, level, 'open')
                except Exception as failure:
                    print(name, level, str(failure).replace(host, 'HOST'))
        """;

    [Theory]
    [InlineData("", "lsaquery")]
    [InlineData("", "lookupnames Administrator")]
    [InlineData("", "enumdomusers")]
    [InlineData("", "querydominfo")]
    [InlineData("", "queryuser 0x1f4")]
    [InlineData("", "enumdomgroups")]
    [InlineData("", "srvinfo")]
    [InlineData("[sign]", "enumdomusers")]
    [InlineData("[sign]", "dsroledominfo")]
    [InlineData("[sign]", "lsaquery")]
    [InlineData("[seal]", "enumdomusers")]
    [InlineData("[seal]", "dsgetdcname LAB")]
    [InlineData("[seal]", "lookupsids S-1-5-32-544")]
    [InlineData("[seal]", "enumprivs")]
    [InlineData("[seal,spnego]", "enumdomusers")]
    [InlineData("[seal,spnego]", "enumprivs")]
    [InlineData("[seal,ntlm]", "querydispinfo")]
    [InlineData("[sign,ntlm]", "enumdomusers")]
    [InlineData("[connect]", "lsaquery")]
    [InlineData("[connect]", "enumdomusers")]
    [InlineData("[connect,spnego]", "lsaquery")]
    public async Task Rpcclient(string options, string command)
    {
        if (fixture.MissingReason is { } missing) Assert.Skip(missing);
        var (direct, through) = (await RpcclientAsync(false), await RpcclientAsync(true));
        Assert.Equal(direct, through);
        Assert.NotEmpty(direct);

        async Task<string> RpcclientAsync(bool isOutside)
        {
            var host = isOutside ? GatewayFixture.Outer : GatewayFixture.Inside;
            var (code, output, errors) = await fixture.RunAsync(
                isOutside, "rpcclient", "-U", Administrator, $"ncacn_ip_tcp:{host}{options}", "-c", command);
            return Times().Replace($"{code}\n{output}{errors}".Replace(host, "HOST", StringComparison.Ordinal), "TIME");
        }
    }

    [Fact]
    public async Task Impacket()
    {
        if (fixture.MissingReason is { } missing) Assert.Skip(missing);
        await PeerProgram.NeedModuleAsync("impacket.dcerpc.v5.samr", "python3-impacket");
        var (direct, through) = (await RunAsync(false), await RunAsync(true));
        Assert.Equal(direct, through);
        Assert.Contains("samr 6 ['LAB', 'BUILTIN']", direct, StringComparison.Ordinal);

        async Task<string> RunAsync(bool isOutside)
        {
            var (_, output, errors) = await fixture.RunAsync(isOutside, PeerProgram.Python, "-c", ImpacketCalls,
                isOutside ? GatewayFixture.Outer : GatewayFixture.Inside);
            Assert.True(output.Length > 0, errors);
            return output;
        }
    }

    [Fact]
    public async Task Each_call_has_its_line_and_no_packet_was_forwarded()
    {
        if (fixture.MissingReason is { } missing) Assert.Skip(missing);
        var (code, _, errors) = await fixture.RunAsync(
            true, "rpcclient", "-U", Administrator, $"ncacn_ip_tcp:{GatewayFixture.Outer}[seal]", "-c", "enumdomusers");
        Assert.True(code == 0, errors);
        var log = (await fixture.LogAsync()).Replace(" ", "", StringComparison.Ordinal);
        // The operation of a sealed call, by the account of the logon at the gate.
        Assert.Contains("\"operation\":\"SamrEnumerateUsersInDomain\"", log, StringComparison.Ordinal);
        Assert.All((string[])["\"name\":\"openedports\"", "\"source\":\"gateway\"", "\"account\":\"alice\"", "\"target_name\":\"dc1\""],
            part => Assert.Contains(part, log, StringComparison.Ordinal));
        var (_, counters, _) = await fixture.RunAsync(false, "cat", "/proc/net/snmp");
        // Ip: Forwarding DefaultTTL InReceives InHdrErrors InAddrErrors ForwDatagrams; the second line has the values.
        var values = counters.Split('\n').Where(line => line.StartsWith("Ip: ", StringComparison.Ordinal)).ElementAt(1).Split(' ');
        Assert.Equal("0", values[6]);
    }

    [Fact]
    public async Task Nobody_else_and_nobody_after_the_logon_gets_an_answer()
    {
        if (fixture.MissingReason is { } missing) Assert.Skip(missing);
        const string bind = """
            import socket, sys
            s = socket.create_connection((sys.argv[1], 135), 5, (sys.argv[2], 0))
            s.settimeout(5)
            ask = ('05000b03100000004800000001000000d016d0160000000001000000000001000883afe11f5dc911'
                '91a408002b14a0fa03000000045d888aeb1cc9119fe808002b10486002000000')
            try:
                s.sendall(bytes.fromhex(ask)); print(len(s.recv(100)))
            except ConnectionError: print(0)
            """;
        Assert.NotEqual("0", await AskAsync("203.0.113.50"));
        Assert.Equal("0", await AskAsync("203.0.113.51"));
        await fixture.LogOffAsync();
        try
        {
            await Task.Delay(TimeSpan.FromSeconds(2), TestContext.Current.CancellationToken);
            Assert.Equal("0", await AskAsync("203.0.113.50"));
        }
        finally
        {
            await fixture.LogInAsync();
        }

        async Task<string> AskAsync(string from)
        {
            var (_, output, errors) = await fixture.RunAsync(true, PeerProgram.Python, "-c", bind, GatewayFixture.Outer, from);
            Assert.True(output.Length > 0, errors);
            return output.Trim();
        }
    }

    [Fact]
    [Trait("Peer", "raw-protocol")]
    public async Task Samba_s_own_suite_has_the_same_failures_as_directly()
    {
        if (fixture.MissingReason is { } missing) Assert.Skip(missing);
        await PeerProgram.NeedModuleAsync("samba.tests.dcerpc.raw_protocol", "python3-samba");
        await using var kdc = await fixture.RelayKdcAsync();
        var (direct, through) = (await RawProtocolAsync(false), await RawProtocolAsync(true));
        Assert.True(IsWhole ? direct.Ran == 194 : direct.Ran > 10, $"{direct.Ran} ran");
        Assert.Equal(direct.Ran, through.Ran);
        Assert.Equal(direct.Failed, through.Failed);
    }

    // The whole suite takes some 100 s each time: `./test long` runs it. `./test` runs binds, and those that fail directly.
    private static bool IsWhole => Environment.GetEnvironmentVariable("SEKIMORI_ADVERSARY") == "all";

    private async Task<(int Ran, string Failed)> RawProtocolAsync(bool isOutside)
    {
        string[] part = IsWhole ? [] : ["-k", "no_auth_bind", "-k", "no_auth_presentation", "-k", "spnego_change"];
        var file = Path.Combine(fixture.Folder, $"raw-{isOutside}");
        File.WriteAllText(file + ".krb5", $$"""
            [libdefaults]
              default_realm = LAB.TEST
              dns_lookup_kdc = false
              dns_lookup_realm = false
            [realms]
              LAB.TEST = {
                kdc = {{(isOutside ? "tcp/" + GatewayFixture.Outer : GatewayFixture.Inside)}}
              }
            """);
        File.WriteAllText(file + ".smb", "[global]\nworkgroup = LAB\nrealm = LAB.TEST\n");
        string[] arguments =
        [
            $"SERVER={(isOutside ? GatewayFixture.Outer : GatewayFixture.Inside)}", "TARGET_HOSTNAME=dc1.lab.test", "DOMAIN=LAB",
            "REALM=LAB.TEST", "USERNAME=Administrator", "PASSWORD=Passw0rd.Lab1", $"KRB5_CONFIG={file}.krb5", $"SMB_CONF_PATH={file}.smb",
            PeerProgram.Python, "-m", "unittest", "-v", .. part, "samba.tests.dcerpc.raw_protocol",
        ];
        var (_, output, errors) = await fixture.RunAsync(isOutside, TimeSpan.FromMinutes(8), "/usr/bin/env", arguments);
        var text = output + errors;
        var failed = Failed().Matches(text).Select(match => match.Groups[1].Value).Distinct()
            .Where(test => !Regex.IsMatch(test, NeedsSmb)).Order().ToList();
        var ran = Ran().Match(text).Groups[1].Value;
        return (int.TryParse(ran, System.Globalization.CultureInfo.InvariantCulture, out var count) ? count : 0, string.Join('\n', failed));
    }

    // Counters that change by themselves.
    [GeneratedRegex(@"(?m)^\s*(Logon|Logoff|Kickoff|Password|Sequence|Force|Time).*$")]
    internal static partial Regex Times();

    [GeneratedRegex(@"^Ran (\d+) tests", RegexOptions.Multiline)]
    private static partial Regex Ran();

    [GeneratedRegex(@"^(?:FAIL|ERROR): (test_\w+)", RegexOptions.Multiline)]
    private static partial Regex Failed();
}
