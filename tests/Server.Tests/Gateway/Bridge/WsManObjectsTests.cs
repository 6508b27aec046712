using System.Xml.Linq;
using Sekimori.Cim.Model;
using Sekimori.Cim.Schema;
using Sekimori.Client.WsMan;
using Sekimori.Gate.Gateway;
using Sekimori.Gate.Gateway.Bridge;
using Sekimori.Gate.Settings;
using Sekimori.Guard;

namespace Sekimori.Server.Tests.Gateway.Bridge;

/// <summary>A target with WS-Management that defines no classes, or lies.</summary>
public sealed class WsManObjectsTests
{
    private const string Uri = "http://schemas.microsoft.com/wbem/wsman/1/wmi/root/lab/Lab_Disk";

    // What the gate knows by itself: a target before Windows Server 2012 sends names and text.
    private static readonly CimClass Disk = new("Lab_Disk", null,
    [
        new() { Name = "Name", Type = CimType.String, Index = 0, Origin = "Lab_Disk", IsKey = true },
        new() { Name = "Size", Type = CimType.UInt64, Index = 1, Origin = "Lab_Disk" },
    ],
    [
        new() { Name = "Format", Origin = "Lab_Disk", In = [new() { Name = "Label", Type = CimType.String }] },
    ]);

    private static readonly CimCaller Caller = new(new Caller("alice", Role.Administrator, "NTLM", ProtectionLevel.Privacy), null);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Values_have_the_types_of_the_classes_that_are_known_here()
    {
        await using var service = await ScriptedService.StartAsync((action, resource, _) =>
            action == "Get" && resource == Uri ? Element("a", "18446744073709551615") : null);
        var (objects, _) = Objects(service);
        var found = await objects.GetAsync("root/lab", CimObjectPath.Of("lab_disk", "name", "a"), Caller, Token);
        Assert.Equal((CimType.UInt64, ulong.MaxValue), (found["Size"].Type, found["Size"].AsUInt64));
        var failure = await Assert.ThrowsAsync<CimException>(
            async () => await objects.GetAsync("root/lab", CimObjectPath.Of("Lab_Other", "Name", "a"), Caller, Token));
        Assert.Equal(CimStatus.InvalidClass, failure.Status);
    }

    [Theory]
    [InlineData("<p:Lab_Disk xmlns:p=\"" + Uri + "\"><p:Name>a</p:Name><p:Size>large</p:Size></p:Lab_Disk>")]
    [InlineData("<p:Lab_Disk xmlns:p=\"" + Uri + "\"><p:Name>a</p:Name><p:Size>1</p:Size><p:Size>2</p:Size></p:Lab_Disk>")]
    [InlineData("<p:Lab_Disk xmlns:p=\"" + Uri + "\"><p:Name>a</p:Name><p:Else>1</p:Else></p:Lab_Disk>")]
    [InlineData("<p:Lab_Tape xmlns:p=\"http://schemas.microsoft.com/wbem/wsman/1/wmi/root/lab/Lab_Tape\"><p:Name>a</p:Name></p:Lab_Tape>")]
    [InlineData("<x/>")]
    public async Task An_answer_that_does_not_fit_does_not_go_on(string body)
    {
        await using var service = await ScriptedService.StartAsync((action, resource, _) => (action, resource == Uri) switch
        {
            ("Get", true) => body,
            ("Enumerate", _) => $"<n:EnumerateResponse><w:Items>{body}</w:Items><w:EndOfSequence/></n:EnumerateResponse>",
            _ => null,
        });
        var (objects, logged) = Objects(service);
        foreach (var work in (Func<Task>[])
        [
            async () => await objects.GetAsync("root/lab", CimObjectPath.Of("Lab_Disk", "Name", "a"), Caller, Token),
            async () => await objects.EnumerateAsync("root/lab", "Lab_Disk", Caller, Token),
            async () => await objects.QueryAsync("root/lab", "SELECT * FROM Lab_Disk", Caller, Token),
        ])
            Assert.Equal(CimStatus.Failed, (await Assert.ThrowsAsync<CimException>(work)).Status);
        Assert.Equal(3, logged.Count);
    }

    [Fact]
    public async Task An_enumeration_that_gives_nothing_and_does_not_end_is_ended()
    {
        await using var service = await ScriptedService.StartAsync((action, _, _) => action switch
        {
            "Enumerate" => "<n:EnumerateResponse><n:EnumerationContext>uuid:1</n:EnumerationContext></n:EnumerateResponse>",
            "Pull" => "<n:PullResponse><n:EnumerationContext>uuid:1</n:EnumerationContext><n:Items/></n:PullResponse>",
            _ => null,
        });
        var (objects, _) = Objects(service);
        var failure = await Assert.ThrowsAsync<CimException>(
            async () => await objects.EnumerateAsync("root/lab", "Lab_Disk", Caller, Token));
        Assert.Equal(CimStatus.Failed, failure.Status);
        Assert.True(service.Asked.Count < 120);
    }

    [Fact]
    public async Task A_query_asks_for_whole_objects_by_the_conditions_that_were_read()
    {
        await using var service = await ScriptedService.StartAsync((action, _, _) =>
            action == "Enumerate" ? "<n:EnumerateResponse><w:Items/><w:EndOfSequence/></n:EnumerateResponse>" : null);
        var (objects, _) = Objects(service);
        await objects.QueryAsync("root/lab", "select Size from Lab_Disk where Name = 'a</w:Filter>\r\n\"b\"'", Caller, Token);
        var filter = Assert.Single(service.Asked[^1].Descendants(), element => element.Name.LocalName == "Filter");
        Assert.Equal("SELECT * FROM Lab_Disk WHERE Name = \"a</w:Filter>\r\n\\\"b\\\"\"", filter.Value);
        var before = service.Asked.Count;
        foreach (var work in (Func<Task>[])
        [
            async () => await objects.QueryAsync("root/lab", "SELECT * FROM Lab_Disk WHERE Name = 'a\u0001'", Caller, Token),
            async () => await objects.GetAsync("root/lab", CimObjectPath.Of("Lab_Disk", "Name", "a\ud800"), Caller, Token),
        ])
            await Assert.ThrowsAsync<CimException>(work);
        Assert.Equal(before, service.Asked.Count);
    }

    [Fact]
    public async Task A_key_is_one_selector_whatever_is_in_it()
    {
        const string Key = "a\r\n</w:Selector><w:Selector Name=\"Size\">1";
        await using var service = await ScriptedService.StartAsync((action, resource, envelope) => action == "Get" && resource == Uri
            ? Element(new XText(envelope.Descendants().Single(one => one.Name.LocalName == "Selector").Value).ToString(), "1") : null);
        var (objects, _) = Objects(service);
        await objects.GetAsync("root/lab", CimObjectPath.Of("Lab_Disk", "Name", Key), Caller, Token);
        var get = service.Asked.First(one => one.Descendants().Any(
            element => element.Name.LocalName == "ResourceURI" && element.Value == Uri));
        Assert.Equal(Key, Assert.Single(get.Descendants(), one => one.Name.LocalName == "Selector").Value);
    }

    [Fact]
    public async Task The_answer_of_another_method_is_none()
    {
        await using var service = await ScriptedService.StartAsync((action, resource, _) => (action, resource == Uri) switch
        {
            ("Get", true) => Element("a", "1"),
            ("Format", true) => $"<p:Erase_OUTPUT xmlns:p=\"{Uri}\"><p:ReturnValue>0</p:ReturnValue></p:Erase_OUTPUT>",
            _ => null,
        });
        var (objects, _) = Objects(service);
        var failure = await Assert.ThrowsAsync<CimException>(async () => await objects.InvokeAsync(
            "root/lab", CimObjectPath.Of("Lab_Disk", "Name", "a"), "format", [new("label", "x")], Caller, Token));
        Assert.Equal(CimStatus.Failed, failure.Status);
        var sent = service.Asked[^1].Descendants().Single(one => one.Name.LocalName == "Format_INPUT");
        Assert.Equal("x", sent.Elements().Single(one => one.Name.LocalName == "Label").Value);
    }

    private static string Element(string name, string size) =>
        $"<p:Lab_Disk xmlns:p=\"{Uri}\"><p:Name>{name}</p:Name><p:Size>{size}</p:Size></p:Lab_Disk>";

    private static (WsManObjects Objects, List<string> Logged) Objects(ScriptedService service)
    {
        var (target, logged) = (new TargetHost(
            new GatewayTarget { Name = "lab", Address = "127.0.62.40", Ports = [] }, new GatewaySettings()), new List<string>());
        Func<string, string, CimClass?> known = (_, name) => Disk.Name.Equals(name, StringComparison.OrdinalIgnoreCase) ? Disk : null;
        var links = new WsManLinks(() => new(service.Address, new WsManClientOptions { KnownClass = known, AllowUnencrypted = true }));
        return (new(links, target, new(TimeProvider.System), known, new(target, logged.Add), () => false), logged);
    }
}
