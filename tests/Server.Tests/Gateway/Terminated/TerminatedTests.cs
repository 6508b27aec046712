using System.Text.Json;
using Sekimori.Client.WsMan;
using Sekimori.Guard;

namespace Sekimori.Server.Tests.Gateway.Terminated;

/// <summary>WS-Management that ends at the gate: what goes through, who may, and what is recorded of it.</summary>
[Trait("Size", "Large")]
public sealed class TerminatedTests
{
    private const string Cimv2 = "http://schemas.microsoft.com/wbem/wsman/1/wmi/root/cimv2/";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(WsManAuthentication.Basic, "Basic")]
    [InlineData(WsManAuthentication.Ntlm, "NTLM")]
    [InlineData(WsManAuthentication.Automatic, "NTLM")]
    internal async Task A_caller_identifies_a_target_and_reads_an_object(WsManAuthentication scheme, string name)
    {
        await using var gate = await TerminatedGate.StartAsync();
        using var client = gate.Client(scheme: scheme);
        Assert.Equal("Sekimori", (await client.IdentifyAsync(Token)).ProductVendor);
        var system = await client.GetElementAsync(new WsManResource(Cimv2 + "Win32_OperatingSystem", []), Token);
        Assert.Contains(system.Elements(), element => element.Name.LocalName == "CSName" && element.Value.Length > 0);

        var lines = await gate.LinesAsync("session");
        Assert.Single(lines.Select(line => Text(line, "session")).Distinct());
        Assert.All(lines, line => Assert.Equal(
            ["alice", name, "web1"], [Text(line, "account"), Text(line, "scheme"), Text(line, "target_name")]));
        Assert.Equal(["opened", "ended"], lines.Where(line => Text(line, "type") == "session").Select(line => Text(line, "name")));
        var get = Assert.Single(lines, line => Text(line, "action")?.EndsWith("/Get", StringComparison.Ordinal) == true);
        Assert.Equal(["gateway", "Win32_OperatingSystem", "allow", "alice"],
            [Text(get, "source"), Text(get, "class_name"), Text(get, "verdict"), Text(get, "policy_rule")]);

        // The target knows the account of the vault, and the port of the gate.
        var seen = (await gate.Inner.StopAsync()).Select(line => JsonDocument.Parse(line).RootElement).ToList();
        Assert.All(seen.Where(line => Text(line, "type") == "request" && Text(line, "account") is { Length: > 0 }),
            line => Assert.Equal(InnerHost.User, Text(line, "account")));
        Assert.Contains(seen, line => line.TryGetProperty("client_port", out var port) && port.ToString() == Text(get, "source_port"));
    }

    [Fact]
    public async Task A_class_that_the_policy_does_not_name_is_denied_in_every_form()
    {
        await using var gate = await TerminatedGate.StartAsync();
        using var client = gate.Client("carol");
        await client.GetElementAsync(new WsManResource(Cimv2 + "Win32_OperatingSystem", []), Token);
        await DeniedAsync(() => client.GetElementAsync(new WsManResource(Cimv2 + "Win32_Process", [new("Handle", "1")]), Token));
        await DeniedAsync(() => CountAsync(client, Cimv2 + "*", "SELECT * FROM Win32_Process"));
        await DeniedAsync(() => CountAsync(client, Cimv2 + "Win32_OperatingSystem", "SELECT * FROM Win32_Process"));
        await DeniedAsync(() => CountAsync(client, Cimv2 + "*",
            "ASSOCIATORS OF {Win32_OperatingSystem.Name='x'}"));
        await DeniedAsync(() => CountAsync(client, Cimv2 + "*", "not a query"));
        Assert.True(await CountAsync(client, Cimv2 + "*", "SELECT * FROM Win32_OperatingSystem") > 0);
    }

    [Fact]
    public async Task A_role_means_the_same_as_on_the_server()
    {
        await using var gate = await TerminatedGate.StartAsync(
            "version: 1\ndefault: deny\naudit: yes\nrules: [{ name: all, target: \"*\", do: allow }]\n");
        using var reader = gate.Client("carol");
        var denied = await Assert.ThrowsAsync<WsManFaultReply>(() => reader.OpenShellAsync(cancellationToken: Token));
        Assert.Equal("AccessDenied", denied.Subcode);
        gate.Gate.Accounts.SetRole("carol", Role.Operator);
        using var @operator = gate.Client("carol");
        await using var shell = await @operator.OpenShellAsync(cancellationToken: Token);
        await DeniedAsync(() => @operator.DeleteAsync(new WsManResource(Cimv2 + "Win32_Process", [new("Handle", "1")]), Token));
    }

    [Fact]
    public async Task What_waits_for_an_approver_is_denied_with_its_number()
    {
        await using var gate = await TerminatedGate.StartAsync("""
            version: 1
            default: deny
            audit: yes
            rules:
              - { name: alice when bob agrees, account: alice, target: web1, do: ask, approver: bob, pass: 1h }
            """);
        foreach (var scheme in (WsManAuthentication[])[WsManAuthentication.Basic, WsManAuthentication.Ntlm])
        {
            using var client = gate.Client(scheme: scheme);
            var denied = await Assert.ThrowsAsync<WsManFaultReply>(() => client.IdentifyAsync(Token));
            Assert.Contains("request 1 has not been approved", denied.Reason, StringComparison.Ordinal);
        }
        Assert.DoesNotContain(await gate.Inner.StopAsync(), line => line.Contains("\"logon\"", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_shell_runs_a_command_with_input_and_gives_its_output_and_exit_code()
    {
        await using var gate = await TerminatedGate.StartAsync();
        using var client = gate.Client();
        await using var shell = await client.OpenShellAsync(cancellationToken: Token);
        var result = await client.RunAsync("echo out; echo err >&2; exit 7", Token);
        Assert.Equal(("out\n", "err\n", 7), (result.Output, result.Error, result.ExitCode));
    }

    private static async Task<int> CountAsync(WsManClient client, string uri, string query)
    {
        var count = 0;
        var options = new EnumerateOptions { Wql = query };
        await foreach (var _ in client.EnumerateElementsAsync(new WsManResource(uri, []), options, Token)) count++;
        return count;
    }

    private static async Task DeniedAsync(Func<Task> work) =>
        Assert.Equal("AccessDenied", (await Assert.ThrowsAsync<WsManFaultReply>(work)).Subcode);

    private static string? Text(JsonElement line, string name) => line.TryGetProperty(name, out var value) ? value.ToString() : null;
}
