using Sekimori.App.Tests.Kit;

namespace Sekimori.App.Tests.Serving;

/// <summary>`sekimori policy`: what an operator does before a policy is put to work.</summary>
public class PolicyCommandTests
{
    [Fact]
    public async Task Check_names_the_line_of_each_mistake_and_test_the_rule_that_decides()
    {
        using var folder = new TemporaryFolder();
        var policy = folder.Write("policy.yaml", """
            version: 1
            lists:
              admins: [192.168.1.0/24]
            rules:
              - { name: admins, from: $admins, group: [operator, S-1-5-21-*-512], level_from: privacy, do: allow }
              - { name: never, from: 192.168.1.7, group: operator, level: privacy, interface: svcctl, do: deny }
              - { name: strange, interface: 11111111-2222-3333-4444-555555555555, do: deny }
              - { name: open, from: any, interface: epmapper, do: allow }
              - { name: services, interface: svcctl, operation: CreateServiceW, do: deny, status: 1314, audit: required }
            """);
        var (code, output, _) = await Here.RunAsync("policy", "check", policy);
        Assert.Equal(1, code);
        Assert.Contains($"{policy}:6: 'never' can never match", output);
        Assert.Contains($"{policy}:7: 'strange': unknown interface 11111111", output);
        Assert.Contains($"{policy}:8: 'open' allows every address without authentication: this is an exposure", output);

        Assert.Equal((0, "allow: 'admins' (line 5); audit line"),
            await TestAsync(policy, "--from", "192.168.1.9", "--account", "alice", "--group", "S-1-5-21-7-7-7-512", "--level", "privacy",
            "--interface", "svcctl", "--operation", "0"));
        Assert.Equal((1, "deny, status 1314: 'services' (line 9); audit required"),
            await TestAsync(policy, "--from", "10.0.0.1", "--account", "bob", "--interface", "svcctl", "--operation", "CreateServiceW"));
        Assert.Equal((1, "deny, status 5: no policy rule; the default; audit line"),
            await TestAsync(policy, "--from", "192.168.1.9", "--resource", "http://x", "--class", "Win32_Process"));
        Assert.Equal((0, "allow: undecided: a policy rule may allow it later; audit line"),
            await TestAsync(policy, "--from", "192.168.1.9", "--at", "connect"));
    }

    [Theory]
    [InlineData("--operation", "CreateServise", "is not an operation")]
    [InlineData("--interface", "svcctrl", "unknown interface")]
    [InlineData("--clsid", "shell", "is not a UUID")]
    [InlineData("--time", "noon", "is not a time")]
    [InlineData("--from", "1.2.3", "is not an address")]
    public async Task What_cannot_be_tested_is_told_in_one_line(string option, string value, string message)
    {
        using var folder = new TemporaryFolder();
        var policy = folder.Write("policy.yaml", "version: 1\nrules: []\n");
        var (code, output, error) = await Here.RunAsync("policy", "test", policy, "--interface", "svcctl", option, value);
        // An option given twice is told by the parser itself; one that is wrong, by the command.
        Assert.NotEqual(0, code);
        Assert.Equal("", output);
        if (option != "--interface") Assert.Contains(message, error);
    }

    [Theory]
    [InlineData("strict")]
    [InlineData("workgroup")]
    [InlineData("domain-controller")]
    [InlineData("audit-only")]
    public async Task A_template_can_be_checked_and_served_as_it_is(string name)
    {
        using var folder = new TemporaryFolder();
        var (code, text, _) = await Here.RunAsync("policy", "template", name);
        Assert.Equal(0, code);
        var policy = folder.Write("policy.yaml", text);
        (code, text, _) = await Here.RunAsync("policy", "check", policy);
        Assert.True(code == (name == "audit-only" ? 1 : 0), text);
    }

    [Fact]
    public async Task Rules_of_RPC_firewall_are_imported_or_refused_with_their_line()
    {
        using var folder = new TemporaryFolder();
        var rules = folder.Write("RpcFw.conf",
            "fw:uuid:367abb81-9844-35f1-ad32-98f038001003 opnum:12 addr:10.0.0.0/8 action:block " +
            "audit:true\nfw:uuid:367abb81-9844-35f1-ad32-98f038001003 action:allow\n");
        var (code, text, _) = await Here.RunAsync("policy", "import", rules);
        Assert.Equal(0, code);
        var policy = folder.Write("policy.yaml", text);
        Assert.Equal(1, (await TestAsync(policy, "--from", "10.1.1.1", "--interface", "svcctl", "--operation", "CreateServiceW")).Code);
        Assert.Equal(0, (await TestAsync(policy, "--from", "10.1.1.1", "--interface", "svcctl", "--operation", "OpenServiceW")).Code);
        (code, _, var error) = await Here.RunAsync(
            "policy", "import", folder.Write("Broken.conf", "\nuuid:367abb81-9844-35f1-ad32-98f038001003 action:perhaps\n"));
        Assert.Equal(2, code);
        Assert.Contains("Broken.conf:2:", error);
    }

    private static async Task<(int Code, string Output)> TestAsync(string policy, params string[] call)
    {
        var (code, output, error) = await Here.RunAsync(["policy", "test", policy, .. call]);
        return (code, output.Trim() + error.Trim());
    }
}
