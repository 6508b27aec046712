using Sekimori.WsMan.Operations;
using Sekimori.WsMan.Tests.Kit;

namespace Sekimori.WsMan.Tests;

/// <summary>
/// The quotas of winrm/config ([MS-WSMV] 2.2.4.36, 2.2.4.42), each changed while the service runs, and obeyed by what comes next and by
/// what is open.
/// </summary>
public sealed class QuotaTests
{
    private const string Config = "http://schemas.microsoft.com/wbem/wsman/1/config";

    [Fact]
    public async Task MaxShellsPerUser_is_obeyed_as_it_is_changed_and_zero_is_no_limit()
    {
        var service = new TestService();
        await ChangeAsync(service, "Winrs", "MaxShellsPerUser", 1);
        await service.OpenShellAsync();
        Assert.Equal(("QuotaLimit", 2150859173u), await CreateAsync(service));
        await ChangeAsync(service, "Winrs", "MaxShellsPerUser", 2);
        await service.OpenShellAsync();
        Assert.Equal(("QuotaLimit", 2150859173u), await CreateAsync(service));
        await ChangeAsync(service, "Winrs", "MaxShellsPerUser", 0);
        for (var i = 0; i < 40; i++) await service.OpenShellAsync();
    }

    [Fact]
    public async Task MaxConcurrentUsers_is_obeyed_as_it_is_changed()
    {
        var service = new TestService();
        await ChangeAsync(service, "Winrs", "MaxConcurrentUsers", 1);
        await service.OpenShellAsync();
        var second = await service.AskAsync(
            TestService.Envelope(TestService.Transfer + "Create", TestService.Shell, "<rsp:Shell/>"), TestService.Administrator);
        Assert.Equal(("QuotaLimit", 2150859179u), (second.FaultName, second.FaultNumber));
        await ChangeAsync(service, "Winrs", "MaxConcurrentUsers", 2);
        await service.OpenShellAsync(TestService.Administrator);
    }

    [Fact]
    public async Task MaxProcessesPerShell_counts_commands_and_what_they_have_started()
    {
        var service = new TestService();
        await ChangeAsync(service, "Winrs", "MaxProcessesPerShell", 2);
        var shell = await service.OpenShellAsync();
        await service.StartAsync(shell);
        service.Host.Shells.Single().Processes = 2;
        Assert.Equal(("QuotaLimit", 2150859241u), await CommandAsync(service, shell));
        // "until the process count decreases"
        service.Host.Shells.Single().Processes = 1;
        await service.StartAsync(shell);
        Assert.Equal(("QuotaLimit", 2150859241u), await CommandAsync(service, shell));
        await ChangeAsync(service, "Winrs", "MaxProcessesPerShell", 0);
        service.Host.Shells.Single().Processes = 1000;
        await service.StartAsync(shell);
    }

    [Fact]
    public async Task MaxConcurrentOperationsPerUser_counts_commands_and_enumerations_together()
    {
        var service = new TestService();
        await ChangeAsync(service, "Service", "MaxConcurrentOperationsPerUser", 2);
        var shell = await service.OpenShellAsync();
        await service.StartAsync(shell);
        Assert.Equal("", (await service.EnumerateAsync(caller: TestService.Operator)).FaultName);
        Assert.Equal(("QuotaLimit", 2150859174u), await CommandAsync(service, shell));
        // Another account has its own.
        Assert.Equal("", (await service.EnumerateAsync()).FaultName);
        await ChangeAsync(service, "Service", "MaxConcurrentOperationsPerUser", 3);
        await service.StartAsync(shell);
    }

    [Fact]
    public async Task MaxMemoryPerShellMB_reaches_the_host_for_new_shells_and_for_open_ones()
    {
        var service = new TestService();
        await service.OpenShellAsync();
        var opened = service.Host.Shells.Single();
        Assert.Equal(1024L << 20, opened.MemoryLimit);
        await ChangeAsync(service, "Winrs", "MaxMemoryPerShellMB", 100);
        Assert.Equal(100L << 20, opened.MemoryLimit);
        await ChangeAsync(service, "Winrs", "MaxMemoryPerShellMB", 0);
        Assert.Null(opened.MemoryLimit);
    }

    [Fact]
    public async Task A_shell_that_held_too_much_memory_says_so_to_who_waits_and_to_who_comes_until_it_is_deleted()
    {
        var service = new TestService();
        var shell = await service.OpenShellAsync();
        var command = await service.StartAsync(shell);
        var waiting = service.ReceiveAsync(shell, command);
        service.Host.Shells.Single().Exceeded.SetResult();
        var told = await waiting;
        Assert.Equal(("QuotaLimit", 2150858815u), (told.FaultName, told.FaultNumber));
        Assert.Contains("MaxMemoryPerShellMB", told.Text, StringComparison.Ordinal);
        Assert.Equal(("QuotaLimit", 2150858815u), await CommandAsync(service, shell));
        Assert.Equal("QuotaLimit", (await service.ReceiveAsync(shell, command)).FaultName);
        Assert.Equal("QuotaLimit", (await service.ShellAsync("Connect", shell, "")).FaultName);
        Assert.Equal(
            "",
            (await service.AskAsync(
            TestService.Envelope(TestService.Transfer + "Delete", TestService.Shell, "", TestService.Selectors(("ShellId", shell))),
            TestService.Operator)).FaultName);
        Assert.Equal("InvalidSelectors", (await service.ReceiveAsync(shell, command)).FaultName);
    }

    [Fact]
    public async Task A_shell_that_the_host_ended_goes_after_a_minute_by_itself()
    {
        var service = new TestService();
        await service.OpenShellAsync();
        service.Host.Shells.Single().Exceeded.SetResult();
        service.Service.Tick(service.Time.GetUtcNow());
        Assert.Equal(1, service.Service.Open.Shells);
        service.Time.Advance(TimeSpan.FromSeconds(61));
        service.Service.Tick(service.Time.GetUtcNow());
        Assert.Equal(0, service.Service.Open.Shells);
    }

    [Fact]
    public async Task An_idle_time_out_that_is_lowered_ends_open_shells()
    {
        var service = new TestService();
        await service.OpenShellAsync();
        service.Time.Advance(TimeSpan.FromMinutes(2));
        service.Service.Tick(service.Time.GetUtcNow());
        Assert.Equal(1, service.Service.Open.Shells);
        await ChangeAsync(service, "Winrs", "IdleTimeout", 60_000);
        service.Service.Tick(service.Time.GetUtcNow());
        Assert.Equal(0, service.Service.Open.Shells);
    }

    [Fact]
    public async Task EnumerationTimeoutms_is_obeyed_as_it_is_changed()
    {
        var service = new TestService();
        await ChangeAsync(service, "Service", "EnumerationTimeoutms", 1000);
        var opened = await service.EnumerateAsync();
        service.Time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal("InvalidEnumerationContext", (await service.PullAsync(opened.Context)).FaultName);
    }

    [Fact]
    public async Task MaxBatchItems_is_the_most_of_one_reply()
    {
        var service = new TestService(new TestObjects(10));
        await ChangeAsync(service, "", "MaxBatchItems", 4);
        var opened = await service.EnumerateAsync();
        Assert.Equal(4, (await service.PullAsync(opened.Context, 100)).Items.Count());
    }

    [Fact]
    public async Task Shells_that_are_never_deleted_are_bounded_by_users_times_shells_and_go_when_they_idle()
    {
        var service = new TestService();
        for (var user = 0; user < 10; user++)
            for (var i = 0; i < 30; i++) await service.OpenShellAsync(TestService.Operator with { Account = $"user{user}" });
        foreach (var account in new[] { "user0", "another" })
        {
            var reply = await service.AskAsync(
                TestService.Envelope(TestService.Transfer + "Create", TestService.Shell, "<rsp:Shell/>"),
                TestService.Operator with { Account = account });
            Assert.Equal("QuotaLimit", reply.FaultName);
        }
        Assert.Equal(300, service.Service.Open.Shells);
        // Objects are served nevertheless.
        Assert.Equal("", (await service.EnumerateAsync()).FaultName);
        service.Time.Advance(TimeSpan.FromHours(2.1));
        service.Service.Tick(service.Time.GetUtcNow());
        Assert.Equal(0, service.Service.Open.Shells);
        Assert.All(service.Host.Shells, shell => Assert.True(shell.IsDisposed));
        await service.OpenShellAsync(TestService.Operator with { Account = "another" });
    }

    [Fact]
    public async Task Remote_shells_that_are_turned_off_are_an_InternalError()
    {
        var service = new TestService(settings: new WsManSettings { AllowRemoteShellAccess = false });
        Assert.Equal(("InternalError", 2150859180u), await CreateAsync(service));
    }

    private static async Task ChangeAsync(TestService service, string section, string name, int value)
    {
        var setting = $"<c:{name}>{value}</c:{name}>";
        var body = $"<c:Config xmlns:c=\"{Config}\">{(section.Length > 0 ? $"<c:{section}>{setting}</c:{section}>" : setting)}</c:Config>";
        Assert.Equal("", (await service.AskAsync(TestService.Envelope(TestService.Transfer + "Put", Config, body))).FaultName);
    }

    private static async Task<(string, uint)> CreateAsync(TestService service)
    {
        var reply = await service.AskAsync(
            TestService.Envelope(TestService.Transfer + "Create", TestService.Shell, "<rsp:Shell/>"), TestService.Operator);
        return (reply.FaultName, reply.FaultNumber);
    }

    private static async Task<(string, uint)> CommandAsync(TestService service, string shell)
    {
        var reply = await service.ShellAsync("Command", shell, "<rsp:CommandLine><rsp:Command>cat</rsp:Command></rsp:CommandLine>");
        return (reply.FaultName, reply.FaultNumber);
    }
}
