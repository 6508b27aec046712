using Sekimori.Cim.Model;
using Sekimori.Cim.Schema;
using Sekimori.Client.Wmi;
using Sekimori.Guard;
using Sekimori.Server.Tests.Guarding.Reading;
using Sekimori.Wmi;

namespace Sekimori.Server.Tests.Client.Wmi;

/// <summary>Changes through our WMI client, and what becomes of them; events.</summary>
public sealed class WmiWritingTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_administrator_writes_makes_and_deletes()
    {
        var objects = new RecordedObjects();
        await using var host = await WmiHost.StartAsync(objects.Manager(), role: Role.Administrator);
        await using var wmi = await host.ConnectAsync();
        var process = await wmi.GetAsync("Win32_Process.Handle=\"1\"", Token);
        process.Set("CommandLine", "/bin/new");
        await wmi.PutAsync(process, CimWriteMode.UpdateOnly, Token);
        Assert.Contains(objects.Done, done => done.StartsWith("put Win32_Process", StringComparison.Ordinal)
            && done.Contains("CommandLine=/bin/new", StringComparison.Ordinal));
        var made = new CimInstance(process.Class);
        made.Set("Handle", "77");
        await wmi.PutAsync(made, CimWriteMode.CreateOnly, Token);
        Assert.Contains(objects.Done, done => done.StartsWith("create Win32_Process", StringComparison.Ordinal)
            && done.Contains("Handle=77", StringComparison.Ordinal));
        await wmi.DeleteAsync("Win32_Process.Handle=\"1\"", Token);
        Assert.Contains("delete Win32_Process", objects.Done);
        await Assert.ThrowsAsync<CimException>(() => wmi.DeleteAsync("Win32_Process", Token));
    }

    [Fact]
    public async Task Others_are_denied_and_told_why()
    {
        var objects = new RecordedObjects();
        await using var host = await WmiHost.StartAsync(objects.Manager());
        await using var wmi = await host.ConnectAsync();
        var process = await wmi.GetAsync("Win32_Process.Handle=\"1\"", Token);
        foreach (var change in (Func<Task>[])
        [
            () => wmi.PutAsync(process, CimWriteMode.UpdateOnly, Token), () => wmi.PutAsync(process, CimWriteMode.CreateOnly, Token),
            () => wmi.DeleteAsync("Win32_Process.Handle=\"1\"", Token),
        ])
        {
            var denied = await Assert.ThrowsAsync<WmiClientException>(change);
            Assert.Equal((WmiFailure.Server, (uint?)WbemStatus.AccessDenied), (denied.Failure, denied.Status));
            Assert.True(denied.IsRefusal);
            Assert.Contains("administrator", denied.ServerText, StringComparison.OrdinalIgnoreCase);
            Assert.Contains(denied.ServerText!, denied.Message, StringComparison.Ordinal);
        }

        Assert.DoesNotContain(objects.Done, done => done.StartsWith("put", StringComparison.Ordinal)
            || done.StartsWith("create", StringComparison.Ordinal) || done.StartsWith("delete", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_does_not_exist_cannot_be_updated_nor_an_object_of_a_class_that_is_not_there_be_made()
    {
        await using var host = await WmiHost.StartAsync(new RecordedObjects().Manager(), role: Role.Administrator);
        await using var wmi = await host.ConnectAsync();
        var process = await wmi.GetAsync("Win32_Process.Handle=\"1\"", Token);
        process.Set("Handle", "99");
        var missing = await Assert.ThrowsAsync<WmiClientException>(() => wmi.PutAsync(process, CimWriteMode.UpdateOnly, Token));
        Assert.Equal((WmiFailure.NotFound, (uint?)CimStatus.NotFound), (missing.Failure, missing.Status));
        // A class of the program's own does not come into being by an object of it.
        var foreign = new CimClass("Test_Mine", null,
            [new() { Name = "Name", Type = CimType.String, IsKey = true, Index = 0, Origin = "Test_Mine" }]);
        var refused = await Assert.ThrowsAsync<WmiClientException>(
            () => wmi.PutAsync(new CimInstance(foreign) { [0] = "x" }, cancellationToken: Token));
        Assert.Equal(WmiFailure.NotFound, refused.Failure);
        Assert.Contains("Test_Mine", refused.ServerText, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Events_come_as_they_happen_and_their_subscription_ends_with_the_reader()
    {
        var rows = new GrowingRows();
        await using var host = await WmiHost.StartAsync(new ObjectManagerBuilder().Add("root/test", rows).AddSystem().Build());
        await using var wmi = await host.ConnectAsync(space: "root/test");
        const string query = "SELECT * FROM __InstanceCreationEvent WITHIN 1 WHERE TargetInstance ISA 'Test_Row'";
        await using (var events = wmi.WatchAsync(query, Token).GetAsyncEnumerator(Token))
        {
            var first = events.MoveNextAsync().AsTask();
            // The first poll has what is there already; rows of before are no events.
            await UntilAsync(() => rows.Reads > 0 || first.IsCompleted);
            rows.Count = 1;
            Assert.True(await first.WaitAsync(TimeSpan.FromSeconds(30), Token));
            Assert.Equal(0, events.Current["TargetInstance"].AsInstance!["Number"].AsInt64);
            rows.Count = 2;
            Assert.True(await events.MoveNextAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(30), Token));
            Assert.Equal(1, events.Current["TargetInstance"].AsInstance!["Number"].AsInt64);
        }

        await UntilAsync(() => host.Wmi.OperationCount == 0);
        var wrong = await Assert.ThrowsAsync<WmiClientException>(
            async () => await wmi.WatchAsync("SELECT * FROM Test_Row", Token).FirstAsync(Token));
        Assert.Equal((uint)0x80041059, wrong.Status);
    }

    private static async Task UntilAsync(Func<bool> isSo)
    {
        for (var i = 0; i < 300 && !isSo(); i++) await Task.Delay(100, Token);
        Assert.True(isSo());
    }
}
