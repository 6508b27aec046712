using Sekimori.Guard;
using Sekimori.WsMan.Tests.Kit;

namespace Sekimori.WsMan.Tests;

/// <summary>
/// What a caller opened belongs to its identity: a namesake is another peer, and the same account by another scheme is not.
/// </summary>
public sealed class OwnerTests
{
    private const string Operation =
        "<p:OperationID s:mustUnderstand=\"false\">uuid:11111111-0000-4000-8000-000000000001</p:OperationID><p:SequenceId " +
        "s:mustUnderstand=\"false\">1</p:SequenceId>";

    private static readonly Caller _owner = Account(7, "Basic"), _byAnotherScheme = Account(7, "Kerberos"), _namesake = Account(8, "Basic");

    public static TheoryData<Caller> Strangers => [_namesake, new Caller("otto", Role.Operator, "Basic", ProtectionLevel.Privacy),
        Certificate("issuer 1/01/CN=otto"), Certificate("issuer 2/01/CN=otto")];

    [Theory]
    [MemberData(nameof(Strangers))]
    public async Task A_shell_is_not_its_owners_namesakes(Caller stranger)
    {
        var test = new TestService();
        var shell = await test.OpenShellAsync(_owner);
        var command = await test.StartAsync(shell, caller: _byAnotherScheme);
        Assert.Equal("InvalidSelectors", (await test.ReceiveAsync(shell, command, stranger)).FaultName);
        Assert.Equal("InvalidSelectors",
            (await test.AskAsync(
            TestService.Envelope(TestService.Transfer + "Delete", TestService.Shell, "", TestService.Selectors(("ShellId", shell))),
            stranger)).FaultName);
        Assert.DoesNotContain(
            shell,
            (await test.EnumerateAsync("<w:OptimizeEnumeration/><w:MaxElements>20</w:MaxElements>", TestService.Shell, stranger)).Text,
            StringComparison.Ordinal);
        Assert.Contains(
            shell,
            (await test.EnumerateAsync("<w:OptimizeEnumeration/><w:MaxElements>20</w:MaxElements>", TestService.Shell,
            _byAnotherScheme)).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_certificates_of_one_subject_from_two_issuers_are_two_owners()
    {
        var test = new TestService();
        var shell = await test.OpenShellAsync(Certificate("issuer 1/01/CN=otto"));
        await test.StartAsync(shell, caller: Certificate("issuer 1/01/CN=otto"));
        Assert.Equal("InvalidSelectors",
            (await test.ShellAsync("Command", shell, "<rsp:CommandLine><rsp:Command>id</rsp:Command></rsp:CommandLine>",
            Certificate("issuer 2/01/CN=otto"))).FaultName);
    }

    [Theory]
    [MemberData(nameof(Strangers))]
    public async Task An_enumeration_is_not_its_owners_namesakes(Caller stranger)
    {
        var test = new TestService();
        var context = (await test.EnumerateAsync(caller: _owner)).Find(Reply.N + "EnumerationContext")!;
        Assert.Equal("InvalidEnumerationContext", (await test.PullAsync(context, caller: stranger)).FaultName);
        Assert.Equal("", (await test.PullAsync(context, caller: _byAnotherScheme)).FaultName);
    }

    [Theory]
    [MemberData(nameof(Strangers))]
    public async Task A_kept_reply_is_not_its_owners_namesakes(Caller stranger)
    {
        var test = new TestService();
        await test.GetAsync(Operation + TestService.Selectors(("Name", "item1")), _owner);
        Assert.Equal(1, test.Service.Kept.Operations);
        await test.GetAsync(Operation + TestService.Selectors(("Name", "item1")), stranger);
        Assert.Equal(2, test.Service.Kept.Operations);
        // the owner has used the number already
        Assert.NotEqual("", (await test.GetAsync(Operation + TestService.Selectors(("Name", "item1")), _byAnotherScheme)).FaultName);
    }

    [Fact]
    public async Task What_a_removed_account_has_open_ends_a_waiting_Receive_with_a_fault_and_nobody_elses()
    {
        var test = new TestService();
        var (shell, other) = (await test.OpenShellAsync(_owner), await test.OpenShellAsync(_namesake));
        var command = await test.StartAsync(shell, caller: _owner);
        await test.EnumerateAsync(caller: _owner);
        await test.EnumerateAsync(caller: _namesake);
        await test.GetAsync(Operation + TestService.Selectors(("Name", "item1")), _owner);
        var receiving = test.ReceiveAsync(shell, command, _owner);
        test.Service.Tick(test.Time.GetUtcNow());
        Assert.Equal((2, 2), test.Service.Open);
        Assert.False(receiving.IsCompleted);

        test.Watch.Removed.Add(7);
        test.Service.Tick(test.Time.GetUtcNow());
        var fault = await receiving.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
        Assert.Equal("AccessDenied", fault.FaultName);
        Assert.Contains("the account was removed", fault.Text, StringComparison.Ordinal);
        Assert.Equal((1, 1), test.Service.Open);
        Assert.Equal(0, test.Service.Kept.Operations);
        Assert.Equal([true, false], test.Host.Shells.OrderBy(s => s.Caller.Identity.Account).Select(s => s.IsDisposed));
        Assert.Equal("InvalidSelectors", (await test.ReceiveAsync(shell, command, _owner)).FaultName);
        Assert.Equal(3, test.Watch.Ended.Count);
        Assert.All(test.Watch.Ended, line => Assert.StartsWith("account 7: ", line, StringComparison.Ordinal));
        // The place is free again, and the other's shell still answers.
        Assert.Equal(
            "",
            (await test.AskAsync(
            TestService.Envelope(TestService.Transfer + "Get", TestService.Shell, "", TestService.Selectors(("ShellId", other))),
            _namesake)).FaultName);
    }

    private static Caller Account(long number, string scheme) =>
        new("otto", Role.Operator, scheme, ProtectionLevel.Privacy) { Identity = CallerIdentity.OfAccount(number) };

    private static Caller Certificate(string key) =>
        new("CN=otto", Role.Operator, "Certificate", ProtectionLevel.Privacy) { Identity = CallerIdentity.Outside("Certificate", key) };
}
