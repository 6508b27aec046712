using Sekimori.Cim.Schema;
using Sekimori.Client.WsMan;
using Sekimori.Guard;
using Sekimori.Linux;
using Sekimori.WsMan.Addressing;

namespace Sekimori.Client.Tests.WsMan;

/// <summary>Objects that are changed, settings, and definitions of classes, between the client and a served host.</summary>
[Collection(OneShellHost.Name)]
public sealed class ChangeTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    [Fact]
    public async Task Settings_are_read_changed_and_put_back()
    {
        using var client = Administrator();
        var config = await client.GetElementAsync(WsManResource.Config);
        var size = config.Elements().Single(e => e.Name.LocalName == "MaxEnvelopeSizekb");
        size.Value = "777";
        var after = await client.PutAsync(WsManResource.Config, config);
        Assert.Equal("777", after!.Elements().Single(e => e.Name.LocalName == "MaxEnvelopeSizekb").Value);
        Assert.Equal(777, fixture.Server.Service.Settings.Current.MaxEnvelopeSizeKb);
    }

    [Fact]
    public async Task One_property_is_got_alone()
    {
        using var client = Administrator();
        var fragment = await client.GetFragmentAsync(Process(Environment.ProcessId), "ProcessId");
        Assert.Equal("XmlFragment", fragment.Name.LocalName);
        Assert.Equal(Environment.ProcessId.ToString(), Assert.Single(fragment.Elements()).Value);
    }

    [Fact]
    public async Task Deleting_a_process_ends_it()
    {
        using var child = System.Diagnostics.Process.Start("sleep", "300");
        using var client = Administrator();
        await client.DeleteAsync(Process(child.Id));
        Assert.True(child.WaitForExit(TimeSpan.FromSeconds(10)));
        var fault = await Assert.ThrowsAsync<WsManFaultReply>(() => client.DeleteAsync(Process(child.Id)));
        Assert.Equal("DestinationUnreachable", fault.Subcode);
    }

    [Fact]
    public async Task What_a_class_does_not_take_is_a_fault_that_says_so()
    {
        using var client = Administrator();
        var system = WsManResource.Parse("Win32_OperatingSystem");
        var fault = await Assert.ThrowsAsync<WsManFaultReply>(() => client.PutFragmentAsync(system, "Caption", "mine"));
        Assert.Equal("UnsupportedFeature", fault.Subcode);
        fault = await Assert.ThrowsAsync<WsManFaultReply>(() => client.CreateAsync(system, [new("Caption", "mine")]));
        Assert.Equal("UnsupportedFeature", fault.Subcode);
        using var reader = fixture.Client(options => options with { UserName = "reader" });
        Assert.Equal(5u, (await Assert.ThrowsAsync<WsManFaultReply>(() => reader.PutFragmentAsync(system, "Caption", "mine"))).Number);
    }

    [Theory]
    [InlineData("root/cimv2")]
    [InlineData("root/standardcimv2")]
    public async Task Every_class_comes_over_as_it_is_defined(string space)
    {
        using var client = fixture.Client();
        var own = new ObjectManagerBuilder().AddLinux().Build()
            .GetNamespace(space, new CimCaller(new Caller("test", Role.Reader, "Local", ProtectionLevel.Privacy), null)).Classes;
        var theirs = await client.EnumerateClassesAsync(space).ToDictionaryAsync(c => c.Name);
        Assert.Equal(own.Select(c => c.Name).Order(), theirs.Keys.Order());
        foreach (var c in own)
        {
            Assert.Equal(Lines(MofPrinter.Print(c)), Lines(MofPrinter.Print(theirs[c.Name])));
            Assert.Equal(c.Derivation, theirs[c.Name].Derivation);
            Assert.Equal(c.Properties.Select(p => p.Name).Order(), theirs[c.Name].Properties.Select(p => p.Name).Order());
            Assert.Equal(c.KeyProperties.Select(p => p.Name).Order(), theirs[c.Name].KeyProperties.Select(p => p.Name).Order());
        }

        static IEnumerable<string> Lines(string mof) => mof.Split('\n').Order(StringComparer.Ordinal);
    }

    [Fact]
    public async Task A_shell_that_was_left_runs_on_and_is_found_again_by_another_client()
    {
        string id, command;
        using (var first = fixture.Client())
        {
            await using var shell = await first.OpenShellAsync();
            var started = await shell.StartAsync(
                new Sekimori.Client.WsMan.Shells.RemoteCommandOptions("echo early; sleep 1; echo late; exit 9"));
            (id, command) = (shell.Id, started.Id);
            await shell.DisconnectAsync(TimeSpan.FromMinutes(1));
            await Assert.ThrowsAsync<WsManFaultReply>(async () => await started.CopyToAsync(Stream.Null, Stream.Null));
        }

        using var second = fixture.Client();
        var listed = await second.ListShellsAsync().ToListAsync();
        Assert.Contains(listed, shell => shell.Elements().Any(e => e.Name.LocalName == "ShellId" && e.Value == id)
            && shell.Elements().Any(e => e.Name.LocalName == "State" && e.Value == "Disconnected"));
        await using (var back = await second.ConnectShellAsync(id))
        {
            using var output = new MemoryStream();
            Assert.Equal(9, await back.Command(command).CopyToAsync(output, Stream.Null));
            Assert.Equal("early\nlate\n", System.Text.Encoding.UTF8.GetString(output.ToArray()));
        }

        await Assert.ThrowsAsync<WsManFaultReply>(() => second.ConnectShellAsync(id));
    }

    [Fact]
    public async Task A_shell_can_be_left_and_come_back_to_by_the_same_client()
    {
        using var client = fixture.Client();
        await using var shell = await client.OpenShellAsync();
        await shell.DisconnectAsync();
        await Assert.ThrowsAsync<WsManFaultReply>(() => shell.StartAsync(new Sekimori.Client.WsMan.Shells.RemoteCommandOptions("true")));
        await shell.ReconnectAsync();
        await using var command = await shell.StartAsync(new Sekimori.Client.WsMan.Shells.RemoteCommandOptions("exit 4"));
        Assert.Equal(4, await command.CopyToAsync(Stream.Null, Stream.Null));
    }

    private WsManClient Administrator() => fixture.Client(options => options with { UserName = "admin" });

    private static WsManResource Process(int id) => WsManResource.Parse("Win32_Process", new Selector("Handle", id.ToString()));
}
