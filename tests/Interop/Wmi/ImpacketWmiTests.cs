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
        Assert.Contains($"| {WmiFixture.Address} |", output);
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
    }

    [Fact]
    public async Task Wmipersist_is_denied()
    {
        var script = fixture.Write("script.vbs", "' nothing\n");
        var output = await fixture.ImpacketAsync("wmipersist.py", "{target}", "install", "-name", "A", "-vbs", script, "-timer", "1000");
        Assert.Contains("WBEM_E_ACCESS_DENIED", output);
    }
}
