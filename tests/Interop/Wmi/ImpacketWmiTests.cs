namespace Sekimori.Interop.Wmi;

/// <summary>impacket's examples of WMI against our server.</summary>
[Trait("Peer", "impacket")]
public sealed class ImpacketWmiTests(WmiFixture fixture) : IClassFixture<WmiFixture>
{
    [Theory]
    [InlineData("default")]
    [InlineData("integrity")]
    [InlineData("privacy")]
    public async Task Wmiquery_prints_the_columns_of_every_process(string level)
    {
        var file = fixture.Write("columns", "SELECT Name,ProcessId FROM Win32_Process\n");
        var output = await fixture.ImpacketAsync("wmiquery.py", "{target}", "-file", file, "-rpc-auth-level", level);
        Assert.Contains("| Name | ProcessId |", output);
        Assert.Contains($"| {Environment.ProcessId} |", output);
    }

    [Fact]
    public async Task Wmiquery_prints_whole_objects_of_other_namespaces()
    {
        var file = fixture.Write("all", "SELECT * FROM MSFT_NetTCPConnection WHERE State = 2\n");
        var output = await fixture.ImpacketAsync("wmiquery.py", "{target}", "-file", file, "-namespace", "//./root/standardcimv2");
        Assert.Contains("LocalAddress", output);
        Assert.Contains($"| {fixture.Address} |", output);
    }

    [Fact]
    public async Task Wmiquery_describes_a_class_with_its_methods()
    {
        var output = await fixture.ImpacketAsync(
            "wmiquery.py", "{target}", "-file", fixture.Write("describe", "describe Win32_Process\n"));
        Assert.Contains("class Win32_Process : CIM_Process", output);
        Assert.Contains("[in]    string CommandLine", output);
        Assert.Contains("[out]    uint32 ProcessId", output);
        Assert.Contains("[key(True)]", output);
    }

    [Fact]
    public async Task Wmiquery_tells_what_is_wrong_with_a_query()
    {
        var output = await fixture.ImpacketAsync("wmiquery.py", "{target}", "-file", fixture.Write("wrong", "SELECT * FROM No_Class\n"));
        Assert.Contains("WBEM_E_INVALID_CLASS", output);
    }

    [Fact]
    public async Task Wmiexec_runs_a_command()
    {
        var proof = fixture.Write("proof", "");
        await fixture.ImpacketAsync("wmiexec.py", "-nooutput", "-silentcommand", "{target}", $"/usr/bin/cp /etc/hostname {proof}");
        for (var i = 0; i < 100 && new FileInfo(proof).Length == 0; i++)
            await Task.Delay(100, TestContext.Current.CancellationToken);
        Assert.Equal(await File.ReadAllTextAsync("/etc/hostname", TestContext.Current.CancellationToken),
            await File.ReadAllTextAsync(proof, TestContext.Current.CancellationToken));
        // What the call named and what it reached are one record each, and a fact comes once.
        var calls = await fixture.CallsAsync("ExecMethod");
        Assert.Contains(calls, one => one.TryGetProperty("class_name", out var name) && name.GetString() == "Win32_Process");
        Assert.All(calls, one => Assert.True(
            one.GetProperty("method").GetString() == "Create" && !one.TryGetProperty("methods", out _), one.ToString()));
    }

    [Fact]
    public async Task Dcomexec_is_refused_and_told()
    {
        var output = await fixture.ImpacketAsync(
            "dcomexec.py", "-nooutput", "-silentcommand", "-object", "MMC20", "{target}", "/usr/bin/true");
        Assert.Contains("REGDB_E_CLASSNOTREG", output);
        var alert = await fixture.AlertAsync("dcom_execution");
        Assert.Equal("49b2791a-b1ae-4c90-9b8e-e860ba07f889", alert.GetProperty("causes")[0].GetProperty("clsid").GetString());
    }

    [Fact]
    public async Task Wmipersist_is_denied()
    {
        var script = fixture.Write("script.vbs", "' nothing\n");
        var output = await fixture.ImpacketAsync("wmipersist.py", "{target}", "install", "-name", "A", "-vbs", script, "-timer", "1000");
        Assert.Contains("WBEM_E_ACCESS_DENIED", output);
        Assert.DoesNotContain("ActiveScriptEventConsumer A - OK", output);
        await fixture.AlertAsync("wmi_consumer");
    }
}
