using System.Text.RegularExpressions;
using Sekimori.TestKit;

namespace Sekimori.Interop.Rpc;

/// <summary>Samba's wire-level suite for DCE/RPC servers, samba.tests.dcerpc.raw_protocol, against our server.</summary>
[Trait("Peer", "raw-protocol")]
public sealed partial class RawProtocolTests(HostFixture fixture) : IClassFixture<HostFixture>
{
    // These connect to an SMB server beside the RPC server.
    private const string NeedsSmb = "^test_(lsa_multi_auth_|assoc_group_ok2$|assoc_group_fail3$)";

    [Fact]
    public async Task All_182_tests_that_need_no_smb_server_pass()
    {
        HostFixture.NeedRealm();
        await PeerProgram.NeedModuleAsync("samba.tests.dcerpc.raw_protocol", "python3-samba");
        (string, string)[] environment =
        [
            ("SERVER", fixture.Address), ("TARGET_HOSTNAME", "dc1.lab.test"), ("DOMAIN", "LAB"), ("REALM", "LAB.TEST"),
            ("USERNAME", "Administrator"), ("PASSWORD", Realm.Password), ("SMB_CONF_PATH", Realm.SmbConf),
        ];
        var (_, output) = await Peer.RunAsync(
            PeerProgram.Python, ["-m", "unittest", "-v", "samba.tests.dcerpc.raw_protocol"], environment, TimeSpan.FromMinutes(8));
        var count = int.Parse(Ran().Match(output).Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture);
        var failed = Failed().Matches(output).Select(match => match.Groups[1].Value).Distinct()
            .Where(test => !Regex.IsMatch(test, NeedsSmb)).Order().ToList();
        Assert.Equal(194, count);
        Assert.True(failed.Count == 0, $"{failed.Count} of 182 failed: {string.Join(", ", failed)}");
    }

    [GeneratedRegex(@"^Ran (\d+) tests", RegexOptions.Multiline)]
    private static partial Regex Ran();

    [GeneratedRegex(@"^(?:FAIL|ERROR): (test_\w+)", RegexOptions.Multiline)]
    private static partial Regex Failed();
}
