using System.Text.Json;
using System.Text.RegularExpressions;
using Sekimori.App.Tests.Kit;
using Sekimori.Detection.Sigma;

namespace Sekimori.App.Tests.Serving;

/// <summary>`sekimori rules`: what is wrong with rules, and whether they keep to their tests.</summary>
[Trait("Size", "Large")]
public partial class RulesCommandTests
{
    [Fact]
    public async Task Lint_names_the_place_of_each_mistake_and_of_each_rule_that_can_never_match()
    {
        using var folder = new TemporaryFolder();
        folder.Write("good.yml", Rule("service: appxdeployment-server"));
        var dead = folder.Write("dead.yml", Rule("service: no-such-service"));
        var broken = folder.Write("broken.yml",
            Rule("service: security").Replace("EventID: 1", "EventID|contain: 1", StringComparison.Ordinal));
        var filter = folder.Write("filter.yml",
            "title: f\nlogsource: { product: windows }\nfilter:\n  rules:\n    - nobody\n  s: { User: a }\n  condition: not s\n");
        var (code, output, error) = await Here.RunAsync("rules", "lint", folder.Path);
        Assert.Equal((1, ""), (code, error));
        Assert.Contains($"{dead}:2:12: 'A rule' can never match: the service 'no-such-service' has no channel of Windows", output);
        Assert.Contains($"{broken}:4:16: the modifier 'contain' is not one of Sigma 2.1", output);
        Assert.Contains($"{filter}:5:7: the filter names an unknown rule: 'nobody'", output);
        Assert.Contains("2 rules, of which 1 can never match, and 0 correlations", output);
        Assert.DoesNotContain("good.yml", output);
    }

    [Fact]
    public async Task Lint_of_our_own_rules_and_of_a_filter_for_one_of_them_finds_nothing()
    {
        var (code, output, _) = await Here.RunAsync("rules", "lint");
        Assert.True(code == 0 && output.Contains("nothing is wrong", StringComparison.Ordinal), output);
        using var folder = new TemporaryFolder();
        var filter = folder.Write("filter.yml",
            "title: f\nlogsource: { product: sekimori }\nfilter:\n  rules: [service_created]\n  s: { client: 192.0.2.1 }\n  condition: " +
            "not s\n");
        (code, output, _) = await Here.RunAsync("rules", "lint", filter);
        Assert.True(code == 0, output);
    }

    [Fact]
    public async Task Test_says_which_test_of_which_rule_fails()
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write("r.yml",
            Rule("service: security")
            + "tests:\n  - match: true\n    events: [{ Channel: Security, EventID: '1' }]\n  - match: true\n    events: [{ Channel: " +
            "System, EventID: '1' }]\n");
        var (code, output, _) = await Here.RunAsync("rules", "test", file);
        Assert.Equal(1, code);
        Assert.Contains($"{file}:9: 'A rule' does not match what it must", output);
        Assert.Contains("2 tests of 1 rules, 1 failed", output);
    }

    [Fact]
    public async Task Test_of_our_own_rules_runs_several_for_each_and_none_fails()
    {
        var (code, output, _) = await Here.RunAsync("rules", "test");
        var counts = OwnTests().Match(output);
        Assert.True(code == 0 && counts.Success, output);
        var (tests, rules) = (int.Parse(counts.Groups["tests"].Value), int.Parse(counts.Groups["rules"].Value));
        Assert.Equal(RuleSet.BuiltIn().Infos.Count(), rules);
        Assert.True(tests >= rules, output);
    }

    [Fact]
    public async Task List_as_JSON_has_every_rule_of_ours_once()
    {
        var (code, output, _) = await Here.RunAsync("rules", "list", "--json");
        Assert.Equal(0, code);
        var rows = JsonDocument.Parse(output).RootElement.EnumerateArray().ToList();
        Assert.Equal(RuleSet.BuiltIn().Infos.Select(info => info.Id).Order(),
            rows.Select(row => row.GetProperty("id").GetString()).Order());
        Assert.All(rows, row =>
            Assert.Contains(row.GetProperty("severity").GetString(), (string[])["critical", "high", "medium", "low", "informational"]));
        Assert.Contains(rows, row => row.GetProperty("name").GetString() == "service_created"
            && row.GetProperty("tags").GetArrayLength() > 0);
    }

    [Theory]
    [InlineData("list")]
    [InlineData("lint")]
    [InlineData("test")]
    public async Task A_file_that_is_not_there_or_cannot_be_read_is_named(string command)
    {
        using var folder = new TemporaryFolder();
        var (code, _, error) = await Here.RunAsync("rules", command, folder.File("none.yml"));
        Assert.Equal(2, code);
        Assert.Contains($"{folder.File("none.yml")}: no such file or folder", error);
        var broken = folder.Write("broken.yml", "title: [\n");
        string said;
        (code, said, error) = await Here.RunAsync("rules", command, broken);
        Assert.NotEqual(0, code);
        Assert.Contains($"{broken}:", said + error);
    }

    [Fact]
    public async Task List_has_our_own_rules_or_those_of_a_file()
    {
        var (code, output, _) = await Here.RunAsync("rules", "list");
        Assert.Equal(0, code);
        Assert.Contains("service_created", output);
        using var folder = new TemporaryFolder();
        (code, output, _) = await Here.RunAsync("rules", "list", folder.Write("r.yml", Rule("service: security")));
        Assert.Equal(0, code);
        Assert.Contains("A rule", output);
        Assert.DoesNotContain("service_created", output);
    }

    [Fact]
    public async Task Headings_of_RPC_firewall_are_named_on_standard_error_and_both_its_layers_block()
    {
        using var folder = new TemporaryFolder();
        var rules = folder.Write("RpcFw.conf",
            "Open to everybody:\n-----\nflt:uuid:12345678-1234-abcd-ef00-01234567cffb action:allow " +
            "audit:true\nfw:uuid:12345678-1234-abcd-ef00-01234567cffb opnum:30 action:block audit:true\n");
        var (code, output, error) = await Here.RunAsync("policy", "import", rules);
        Assert.Equal(0, code);
        Assert.Equal([$"{rules}:1: skipped, not a rule: Open to everybody:", $"{rules}:2: skipped, not a rule: -----"],
            error.TrimEnd().Split('\n'));
        var policy = folder.Write("policy.yaml", output);
        foreach (var (operation, wanted) in new[] { ("30", 1), ("4", 0) })
            Assert.Equal(
                wanted,
                (await Here.RunAsync("policy", "test", policy, "--interface", "12345678-1234-abcd-ef00-01234567cffb", "--operation",
                operation, "--from", "192.0.2.9", "--transport", "tcp")).ExitCode);
        (code, output, _) = await Here.RunAsync("policy", "check", policy);
        Assert.DoesNotContain("can never match", output);
    }

    [GeneratedRegex(@"^(?<tests>\d+) tests of (?<rules>\d+) rules, 0 failed\s*$")]
    private static partial Regex OwnTests();

    private static string Rule(string source) =>
        $"title: A rule\nlogsource: {{ product: windows, {source} }}\ndetection:\n  selection: {{ EventID: 1 }}\n  condition: selection\n";
}
