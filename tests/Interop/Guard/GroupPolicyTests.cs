using System.Text.Json;
using Sekimori.Client.Rpc;
using Sekimori.Guard;
using Sekimori.Security;
using Sekimori.Security.Credentials;
using Sekimori.TestKit;

namespace Sekimori.Interop.Guard;

/// <summary>
/// The groups of a Kerberos ticket at both doors: what a policy says of account and group holds for our RPC client and for curl alike.
/// </summary>
// One after the other: a domain controller does not start while another smbd does.
[Collection("Samba")]
[Trait("Peer", "samba")]
public sealed class GroupPolicyTests : IDisposable
{
    private const string Plain = "plainuser", PlainPassword = "Plain-Passw0rd.1";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("sekimori-groups-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task A_rule_for_account_and_group_lets_the_domain_s_administrators_in_and_no_other_user_at_both_doors()
    {
        if (Realm.MissingReason is { } why) Assert.Skip(why);
        if (!File.Exists("/usr/bin/curl")) Assert.Skip("curl is not installed");
        if (!Realm.Run("samba-tool", "", "user", "list", "-s", Realm.SmbConf).Split('\n').Contains(Plain))
            Realm.Run("samba-tool", "", "user", "create", Plain, PlainPassword, "-s", Realm.SmbConf);
        var keytab = Path.Combine(_folder.FullName, "keytab");
        Realm.ExportKeytab(keytab, "host/dc1.lab.test", "HTTP/dc1.lab.test");
        var policy = Path.Combine(_folder.FullName, "policy.yaml");
        // Group alone, account alone, and both together: the last is what allows.
        await File.WriteAllTextAsync(policy, """
            version: 1
            rules:
              - { name: guests, group: S-1-5-32-546, do: deny }
              - { name: not this name, account: nobody@LAB.TEST, do: deny }
              - { name: the domain's administrators, account: "*@LAB.TEST", group: "S-1-5-21-*-512", scheme: Kerberos, do: allow }
            """);
        await using var gate = await GuardedGate.StartAsync(
            $"policy: {policy}\nlogon: {{ keytab: {keytab} }}\nwsman: {{ auth: [kerberos, negotiate] }}\n");
        await gate.MapGroupAsync(DomainUsers(), "reader");
        var admin = Realm.GetTicket(Path.Combine(_folder.FullName, "admin"));
        var plain = Realm.GetTicket(Path.Combine(_folder.FullName, "plain"), Plain, PlainPassword);

        foreach (var (cache, user, isLetIn) in new[] { (admin, "Administrator", true), (plain, Plain, false) })
        {
            Assert.Equal(isLetIn, await IsLetInByRpcAsync(gate, cache));
            Assert.Equal(isLetIn ? "200" : "403", Get(gate, cache));
        }

        // Records are written a moment after the answer.
        List<JsonElement> logons = [];
        for (var turn = 0; turn < 100 && logons.Count < 4; turn++)
        {
            if (turn > 0) await Task.Delay(100, TestContext.Current.CancellationToken);
            logons = [.. (await gate.LogAsync("--type", "logon")).Where(line => line.GetProperty("scheme").GetString() == "Kerberos")];
        }

        foreach (var transport in (string[])["tcp", "https"])
        {
            var (allowed, denied) = (Of("Administrator@LAB.TEST", "allow"), Of($"{Plain}@LAB.TEST", "deny"));
            Assert.Equal("the domain's administrators", allowed.GetProperty("policy_rule").GetString());
            Assert.Contains(Groups(allowed), group =>
                group.StartsWith("S-1-5-21-", StringComparison.Ordinal) && group.EndsWith("-512", StringComparison.Ordinal));
            Assert.Equal("default", denied.GetProperty("policy_rule").GetString());
            Assert.Contains(Groups(denied), group => group.EndsWith("-513", StringComparison.Ordinal));
            Assert.Contains("reader", Groups(denied));
            Assert.DoesNotContain(Groups(denied), group => group.EndsWith("-512", StringComparison.Ordinal));

            JsonElement Of(string account, string verdict)
            {
                var found = logons.Where(line => line.GetProperty("transport").GetString() == transport
                    && line.GetProperty("account").GetString() == account && line.GetProperty("verdict").GetString() == verdict).ToList();
                Assert.True(
                    found.Count > 0, $"no logon of {account} over {transport} with the verdict {verdict}:\n{string.Join('\n', logons)}");
                return found[0];
            }
        }
    }

    private static IEnumerable<string> Groups(JsonElement line) =>
        line.GetProperty("groups").EnumerateArray().Select(group => group.GetString()!);

    private static async Task<bool> IsLetInByRpcAsync(GuardedGate gate, string cache)
    {
        var options = new RpcClientOptions
        {
            Security = new SecurityInitiator(new KerberosCredential { Cache = cache }), Scheme = SecurityScheme.Kerberos,
            Level = ProtectionLevel.Privacy, Target = "host/dc1.lab.test"
        };
        try
        {
            return (await EndpointMapReader.ReadAsync(
                new RpcBinding(GuardedGate.Address, gate.RpcPort), options, TestContext.Current.CancellationToken)).Count > 0;
        }
        catch (RpcConnectionException)
        {
            return false;
        }
    }

    private static string DomainUsers() =>
        Realm.Run("samba-tool", "", "group", "show", "Domain Users", "-s", Realm.SmbConf).Split('\n')
        .Single(line => line.StartsWith("objectSid: ", StringComparison.Ordinal))["objectSid: ".Length..].Trim();

    /// <summary>The HTTP status that curl gets.</summary>
    private string Get(GuardedGate gate, string cache)
    {
        var envelope = Path.Combine(_folder.FullName, "envelope.xml");
        File.WriteAllText(envelope, """
            <s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope" xmlns:a="http://schemas.xmlsoap.org/ws/2004/08/addressing" xmlns:w="http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd"><s:Header>
            <w:ResourceURI>http://schemas.microsoft.com/wbem/wsman/1/wmi/root/cimv2/Win32_OperatingSystem</w:ResourceURI>
            <a:ReplyTo><a:Address>http://schemas.xmlsoap.org/ws/2004/08/addressing/role/anonymous</a:Address></a:ReplyTo>
            <a:Action>http://schemas.xmlsoap.org/ws/2004/09/transfer/Get</a:Action><a:MessageID>uuid:11111111-2222-4333-8444-555555555555</a:MessageID></s:Header><s:Body/></s:Envelope>
            """);
        return Realm.Run("env", "", $"KRB5CCNAME={cache}", "curl", "-s", "-k", "--negotiate", "-u", ":", "--max-time", "30", "--connect-to",
            $"dc1.lab.test:443:{GuardedGate.Address}:{gate.HttpsPort}",
            "-H", "Content-Type: application/soap+xml;charset=UTF-8", "--data-binary", $"@{envelope}", "-o", "/dev/null", "-w",
            "%{http_code}", "https://dc1.lab.test/wsman");
    }
}
