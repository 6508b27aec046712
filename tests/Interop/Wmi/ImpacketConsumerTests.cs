namespace Sekimori.Interop.Wmi;

/// <summary>impacket's wmipersist.py where consumers may be stored: they are kept, and never run.</summary>
[Trait("Peer", "impacket")]
public sealed class ImpacketConsumerTests(StoringFixture fixture) : IClassFixture<StoringFixture>
{
    [Fact]
    public async Task Wmipersist_installs_and_removes_and_nothing_runs()
    {
        var proof = fixture.Write("proof", "");
        var script = fixture.Write("script.vbs", $"""CreateObject("WScript.Shell").Run "cp /etc/hostname {proof}" """ + "\n");
        var output = await fixture.ImpacketAsync("wmipersist.py", "{target}", "install", "-name", "A", "-vbs", script, "-timer", "200");
        foreach (var added in (string[])["ActiveScriptEventConsumer A", "IntervalTimerInstruction", "EventFilter EF_A",
            "FilterToConsumerBinding"])
            Assert.Contains($"Adding {added} - OK", output);
        Assert.Contains("| A |", await QueryAsync("SELECT Name FROM ActiveScriptEventConsumer"));
        Assert.Contains("EF_A", await QueryAsync("SELECT * FROM __FilterToConsumerBinding"));
        await fixture.AlertAsync("wmi_consumer");
        // Five times the timer.
        await Task.Delay(1000, TestContext.Current.CancellationToken);
        Assert.Equal(0, new FileInfo(proof).Length);

        output = await fixture.ImpacketAsync("wmipersist.py", "{target}", "remove", "-name", "A");
        foreach (var removed in (string[])["ActiveScriptEventConsumer A", "EventFilter EF_A", "IntervalTimerInstruction TI_A",
            "FilterToConsumerBinding A"])
            Assert.Contains($"Removing {removed} - OK", output);
        Assert.DoesNotContain("| A |", await QueryAsync("SELECT Name FROM ActiveScriptEventConsumer"));
    }

    private Task<string> QueryAsync(string query) => fixture.ImpacketAsync(
        "wmiquery.py", "{target}", "-file", fixture.Write("query", query + "\n"), "-namespace", "//./root/subscription");
}
