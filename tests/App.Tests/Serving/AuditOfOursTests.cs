using System.Text.Json;
using Sekimori.App.Posture;
using Sekimori.App.Tests.Kit;
using Sekimori.Gate.Settings;
using Sekimori.Posture.Evaluation;
using Sekimori.Posture.Facts;

namespace Sekimori.App.Tests.Serving;

/// <summary>`sekimori audit` about a server of ours: with an account over the network, and its settings.</summary>
[Trait("Size", "Large")]
public sealed class AuditOfOursTests
{
    [Fact]
    public async Task A_full_run_with_an_account_leaves_no_failed_logon_and_the_option_exactly_its_two_kinds()
    {
        using var folder = new TemporaryFolder();
        const string password = "Geheim-1234";
        var (added, _, why) = await WithInputAsync(password + "\n", "account", "add", "kei", "--role", "administrator",
            "--password-stdin", "--data", folder.Path);
        Assert.True(added == 0, why);
        var address = $"127.0.63.{Random.Shared.Next(100, 250)}";
        var free = ServeCommand.FreePorts(4);
        await using var server = await ServeCommand.StartAsync(free, folder, "--address", address);
        string[] arguments =
        [
            "audit", "run", address, "--doors-only", "--insecure", "--levels", "--user", "kei", "--password-stdin", "--format", "json",
            "--rpc-port", $"{free[0]}", "--http-port", $"{free[2]}", "--https-port", $"{free[3]}", "--fail-on", "never",
        ];
        var (code, output, error) = await WithInputAsync(password + "\n", arguments);
        Assert.True(code == 0, error);
        Assert.Contains(Rows(output), row => row.GetProperty("check").GetString() == "R04");
        Assert.Empty(await FailedLogonsAsync(folder));
        (code, output, error) = await WithInputAsync(password + "\n", [.. arguments, "--allow-failed-logon"]);
        Assert.True(code == 0, error);
        Assert.Contains(Rows(output), row => row.GetProperty("check").GetString() == "R12"
            && row.GetProperty("subject").GetString() == "135" && row.GetProperty("outcome").GetString() == "pass");
        Assert.Contains("CbtHardeningLevel", Failed(output, "W12"));
        // A response of 24 bytes is NTLMv1's.
        Assert.Collection(await FailedLogonsAsync(folder), one => Assert.Contains("WrongChannel", one),
            one => Assert.Contains("\"response_length\":\"24\"", one));
    }

    private static async Task<(int ExitCode, string Output, string Error)> WithInputAsync(string input, params string[] arguments)
    {
        await using var command = Command.StartWith(input, arguments);
        return (await command.EndAsync(), command.Output, command.Error);
    }

    private static async Task<List<string>> FailedLogonsAsync(TemporaryFolder folder)
    {
        var (_, log, _) = await Here.RunAsync("log", "query", "--type", "logon", "--json", "--limit", "1000", "--data", folder.Path);
        return [.. log.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)
            .Where(line => line.GetProperty("status").GetInt64() != 0).OrderBy(line => line.GetProperty("seq").GetInt64())
            .Select(line => line.ToString())];
    }

    [Theory]
    [InlineData("strict"), InlineData("workgroup")]
    public async Task The_settings_of_a_server_with_a_template_have_no_finding(string template)
    {
        using var folder = new TemporaryFolder();
        var (_, policy, _) = await Here.RunAsync("policy", "template", template);
        folder.Write("policy.yaml", policy);
        var settings = folder.Write("settings.yaml", $"policy: policy.yaml\naddress: 198.18.0.1\ndata: {folder.Path}\n"
            + "secrets:\n  systemd-credential: keys\nlogon:\n  lock-after: 10\n");
        var failed = Failed((await Here.RunAsync("audit", "self", settings, "--format", "json", "--fail-on", "never")).Output);
        // What is out of support on the day of the test is no fault of the settings.
        Assert.All(failed, id => Assert.Equal("P04", id));
    }

    [Fact]
    public async Task A_policy_with_a_mistake_bare_keys_and_a_weak_certificate_are_findings_and_good_ones_pass()
    {
        using var folder = new TemporaryFolder();
        folder.Write("policy.yaml", "default: allow\nrules: []\n");
        var (weak, good) = (folder.Write("weak.pem", Pem(1024)), folder.Write("good.pem", Pem(2048)));
        var settings = folder.Write("settings.yaml", $"policy: policy.yaml\ncertificate:\n  file: {weak}\n");
        var (_, output, error) = await Here.RunAsync("audit", "self", settings, "--format", "json", "--fail-on", "never");
        var failed = Failed(output);
        Assert.True(failed.Count > 0, error);
        foreach (var id in (string[])["G02", "G07", "G09"]) Assert.Contains(id, failed);
        Assert.Contains("certificate T06", output);
        folder.Write("policy.yaml", "default: deny\nrules: []\n");
        settings = folder.Write("settings.yaml",
            $"policy: policy.yaml\ncertificate:\n  file: {good}\nsecrets:\n  systemd-credential: keys\n");
        (_, output, error) = await Here.RunAsync("audit", "self", settings, "--format", "json", "--all", "--fail-on", "never");
        Assert.DoesNotContain("G02", Failed(output));
        Assert.DoesNotContain("G07", Failed(output));
        // The name and the authority are still a stranger's; its key is not a finding any more.
        Assert.Equal("pass", Rows(output).Single(row => row.GetProperty("subject").GetString() == "certificate T06")
            .GetProperty("outcome").GetString());
        Assert.Contains(Rows(output), row => row.GetProperty("check").GetString() == "P04");
    }

    [Fact]
    public async Task A_policy_that_is_not_enforced_is_a_finding()
    {
        using var folder = new TemporaryFolder();
        folder.Write("policy.yaml", (await Here.RunAsync("policy", "template", "audit-only")).Output);
        var settings = folder.Write("settings.yaml", "policy: policy.yaml\n");
        Assert.Contains("G03", Failed((await Here.RunAsync("audit", "self", settings, "--format", "json", "--fail-on", "never")).Output));
    }

    [Fact]
    public void What_this_server_runs_on_is_out_of_support_one_day()
    {
        var facts = new HostFacts("self");
        facts.Add(SelfFacts.Of(new GateSettings(), "", DateTimeOffset.UtcNow));
        var findings = Evaluator.Evaluate(facts, new(new(2050, 1, 1, 0, 0, 0, TimeSpan.Zero))).Where(one => one.Check.Id == "P04").ToList();
        Assert.Contains(findings, one => one.Subject == $"support .NET {Environment.Version.Major}" && one.Outcome == Outcome.Fail);
        Assert.All(findings.Where(one => one.Subject.StartsWith("table ", StringComparison.Ordinal)),
            one => Assert.Equal(Outcome.Fail, one.Outcome));
    }

    [Fact]
    public async Task Weak_settings_of_a_server_are_findings()
    {
        using var folder = new TemporaryFolder();
        var settings = folder.Write("settings.yaml",
            "address: 8.8.8.8\nwithout-policy: true\nwsman:\n  allow-unencrypted: true\n  channel-binding: none\n" +
            "audit:\n  log: false\ndetection:\n  on: false\n");
        var (code, output, _) = await Here.RunAsync("audit", "self", settings);
        Assert.Equal(1, code);
        foreach (var id in (string[])["G01", "G04", "G05", "G06", "G08"]) Assert.Contains(id, output);
    }

    private static IEnumerable<JsonElement> Rows(string output) => output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
        .Select(line => JsonDocument.Parse(line).RootElement).Where(row => row.GetProperty("type").GetString() == "finding");

    private static List<string> Failed(string output) => [.. Rows(output)
        .Where(row => row.GetProperty("outcome").GetString() == "fail").Select(row => row.GetProperty("check").GetString()!)];

    private static List<string> Failed(string output, string id) => [.. Rows(output)
        .Where(row => row.GetProperty("outcome").GetString() == "fail" && row.GetProperty("check").GetString() == id)
        .Select(row => row.GetProperty("subject").GetString()!)];

    private static string Pem(int bits)
    {
        using var key = System.Security.Cryptography.RSA.Create(bits);
        var request = new System.Security.Cryptography.X509Certificates.CertificateRequest("CN=a", key,
            System.Security.Cryptography.HashAlgorithmName.SHA256, System.Security.Cryptography.RSASignaturePadding.Pkcs1);
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(90));
        return certificate.ExportCertificatePem() + "\n" + key.ExportPkcs8PrivateKeyPem() + "\n";
    }
}
