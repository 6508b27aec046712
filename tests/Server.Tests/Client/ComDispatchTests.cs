using Sekimori.Client.Dcom;
using Sekimori.Dcom;
using Sekimori.Dcom.Automation;
using Sekimori.Rpc.Association;
using Sekimori.Rpc.Orpc;
using Sekimori.Security;
using Sekimori.Security.Credentials;
using Sekimori.Server.Rpc;
using Sekimori.Server.Tests.Rpc;
using Sekimori.TestHost;
using Sekimori.TestKit;

namespace Sekimori.Server.Tests.Client;

/// <summary>Objects by the names of their members, over sockets.</summary>
public sealed class ComDispatchTests : IAsyncLifetime
{
    private RunningServer _server = null!;
    private TestDcom _dcom = null!;
    private DcomClient _client = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _server = await RunningServer.StartAsync(
            new RpcServerOptions { Security = new Credentials().Acceptor }, new ServedInterface(new EchoInterface()));
        _dcom = new(_server.Endpoint, _server.Endpoint);
        _client = new("127.0.0.1", Credential.FromPassword(@"LAB\alice", "Passw0rd"),
            new() { Scheme = SecurityScheme.Ntlm, Level = Guard.ProtectionLevel.Privacy, Target = "host/host.lab.test" }, _server.Port);
    }

    public async ValueTask DisposeAsync()
    {
        await _client.DisposeAsync();
        _dcom.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task The_way_through_the_management_console_ends_at_its_command_and_leaves_no_object()
    {
        await using (var mmc = await _client.ActivateDispatchAsync(TestAutomation.Mmc, Token))
        await using (var document = await mmc.GetObjectAsync("document", cancellationToken: Token))
        await using (var view = await document.GetObjectAsync("ActiveView", cancellationToken: Token))
        {
            await view.CallAsync("ExecuteShellCommand", ["cmd.exe", @"C:\", "/c dir", "7"], Token);
            Assert.Equal("Console1", (await document.GetAsync("Title", cancellationToken: Token)).AsText);
            await document.SetAsync("title", "Mine", cancellationToken: Token);
            Assert.Equal("Mine", (await document.GetAsync("Title", cancellationToken: Token)).AsText);
            Assert.Equal(3, _dcom.Exporter.ObjectCount);
        }

        Assert.Equal([@"cmd.exe|C:\|/c dir|7"], _dcom.Automation.Told);
        Assert.Equal(0, _dcom.Exporter.ObjectCount);
    }

    [Fact]
    public async Task Arguments_by_reference_come_back_in_the_order_of_the_call()
    {
        await using var view = await ViewAsync();
        var result = await view.CallAsync("Swap", [Variant.ByReference(7), "between", Variant.OfAny("text")], Token);
        Assert.Equal("between", result.Value.AsText);
        Assert.Equal(["text", "between", "7"], result.Arguments.Select(one => one.ToString()));
        Assert.Equal(6, (await view.CallAsync("Sum", [SafeArray.Of(1, 2, 3)], Token)).Value.Value);
    }

    [Fact]
    public async Task A_collection_is_enumerated_to_its_end_and_its_enumerator_is_given_back()
    {
        await using var windows = await _client.ActivateDispatchAsync(TestAutomation.ShellWindows, Token);
        var values = await windows.EnumerateAsync(Token).Select(one => one.Value).ToListAsync(Token);
        Assert.Equal(Enumerable.Range(0, 150).Select(i => (object)(uint)i), values);
        Assert.Equal(1, _dcom.Exporter.ObjectCount);
        var called = await windows.CallAsync("Item", cancellationToken: Token);
        await using var item = await _client.TakeDispatchAsync(called.Value, Token);
        await using var document = await item.GetObjectAsync("Document", cancellationToken: Token);
        await using var shell = await document.GetObjectAsync("Application", cancellationToken: Token);
        await shell.CallAsync("ShellExecute", ["notepad.exe", Variant.Missing, "", "", 1], Token);
        Assert.Equal(["notepad.exe|0x80020004|||1"], _dcom.Automation.Told);
    }

    [Fact]
    public async Task What_fails_says_what_and_why()
    {
        await using var view = await ViewAsync();
        var missing = await Assert.ThrowsAsync<ComDispatchException>(() => view.CallAsync("Fly", cancellationToken: Token));
        Assert.Equal((DispatchStatus.UnknownName, "Fly: DISP_E_UNKNOWNNAME: no member of that name"), (missing.Status, missing.Message));
        var wrong = await Assert.ThrowsAsync<ComDispatchException>(() => view.CallAsync("Sum", ["x", "y"], Token));
        Assert.Equal((DispatchStatus.TypeMismatch, 0), (wrong.Status, wrong.Argument));
        var raised = await Assert.ThrowsAsync<ComDispatchException>(() => view.CallAsync("Fail", cancellationToken: Token));
        Assert.Equal((0x80070002u, "MMC", "The snap-in is missing."), (raised.Status, raised.Origin, raised.Description));
        Assert.Equal("Fail: MMC: The snap-in is missing. (0x80070002)", raised.Message);
        var text = await Assert.ThrowsAsync<ComException>(() => _client.TakeDispatchAsync("no object", Token));
        Assert.Equal(ComStatus.NoInterface, text.Status);
    }

    private async Task<ComDispatch> ViewAsync()
    {
        await using var mmc = await _client.ActivateDispatchAsync(TestAutomation.Mmc, Token);
        await using var document = await mmc.GetObjectAsync("Document", cancellationToken: Token);
        return await document.GetObjectAsync("ActiveView", cancellationToken: Token);
    }
}
