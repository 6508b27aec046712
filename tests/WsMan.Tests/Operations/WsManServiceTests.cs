using Sekimori.Guard;
using Sekimori.WsMan.Operations;
using Sekimori.WsMan.Tests.Kit;

namespace Sekimori.WsMan.Tests;

public sealed class WsManServiceTests
{
    private const string Identify =
        "<s:Envelope xmlns:s=\"http://www.w3.org/2003/05/soap-envelope\" " +
        "xmlns:i=\"http://schemas.dmtf.org/wbem/wsman/identity/1/wsmanidentity.xsd\"><s:Header/><s:Body>" +
        "<i:Identify/></s:Body></s:Envelope>";

    [Fact]
    public async Task Identify_says_who_this_is_to_those_who_have_logged_on()
    {
        var reply = await new TestService().AskAsync(Identify, TestService.Reader);
        Assert.Contains("OS: 6.1.0 SP: 0.0 Stack: 3.0", reply.Text);
        Assert.Contains("secprofile/https/basic", reply.Text);
        Assert.DoesNotContain("secprofile/http/basic", reply.Text);
    }

    [Fact]
    public async Task Identify_says_little_to_others_and_nothing_where_the_setting_is_off()
    {
        var service = new TestService();
        var reply = await service.AskAsync(Identify, Caller.Anonymous);
        Assert.Contains("OS: 0.0.0", reply.Text);
        Assert.DoesNotContain("secprofile", reply.Text);
        service.Settings.Change(s => s with { AnonymousIdentify = false });
        Assert.Equal("AccessDenied", (await service.AskAsync(Identify, Caller.Anonymous)).FaultName);
    }

    [Fact]
    public async Task An_anonymous_caller_does_nothing_else()
    {
        var reply = await new TestService().AskAsync(
            TestService.Envelope(TestService.Transfer + "Get", TestService.Item, "", TestService.Selectors(("Name", "item1"))),
            Caller.Anonymous);
        Assert.Equal(("AccessDenied", 5u), (reply.FaultName, reply.FaultNumber));
    }

    [Fact]
    public async Task A_caller_without_a_role_does_nothing()
    {
        var reply = await new TestService().GetAsync(
            TestService.Selectors(("Name", "item1")), new Caller("nobody", Role.None, "Basic", ProtectionLevel.Privacy));
        Assert.Equal("AccessDenied", reply.FaultName);
    }

    [Fact]
    public async Task A_method_is_called_with_arrays_embedded_instances_times_and_references()
    {
        const string Body = """
            <p:Echo_INPUT xmlns:p="http://schemas.microsoft.com/wbem/wsman/1/wmi/root/cimv2/Test_Item" xmlns:cim="http://schemas.dmtf.org/wbem/wscim/1/common">
              <p:Text>hello</p:Text><p:Numbers>1</p:Numbers><p:Numbers>2</p:Numbers>
              <p:Inner xmlns:i="http://schemas.microsoft.com/wbem/wsman/1/wmi/root/cimv2/Test_Inner" xsi:type="i:Test_Inner_Type"><i:Id>5</i:Id><i:Text>deep</i:Text></p:Inner>
              <p:When><cim:Datetime>2026-01-02T03:04:05Z</cim:Datetime></p:When>
              <p:Other><a:Address>http://x</a:Address><a:ReferenceParameters><w:ResourceURI>http://schemas.microsoft.com/wbem/wsman/1/wmi/root/cimv2/Test_Item</w:ResourceURI><w:SelectorSet><w:Selector Name="Name">item2</w:Selector></w:SelectorSet></a:ReferenceParameters></p:Other>
            </p:Echo_INPUT>
            """;
        var reply = await new TestService().AskAsync(
            TestService.Envelope(TestService.Item + "/Echo", TestService.Item, Body), TestService.Operator);
        Assert.Equal("", reply.FaultName);
        Assert.Equal(TestService.Item + "/EchoResponse", reply.Header(Reply.A + "Action"));
        var output = reply.Body.Element(Reply.P + "Echo_OUTPUT")!;
        Assert.Equal("hello", (string?)output.Element(Reply.P + "Text"));
        Assert.Equal(["1", "2"], output.Elements(Reply.P + "Numbers").Select(e => e.Value));
        Assert.Equal("deep", (string?)output.Element(Reply.P + "InnerText"));
        Assert.Equal("2026-01-02T03:04:05Z", (string?)output.Element(Reply.P + "When")!.Element(Reply.Cim + "Datetime"));
        Assert.Equal("item2", (string?)output.Element(Reply.P + "Other")!.Descendants(Reply.W + "Selector").Single());
        Assert.Equal("7", (string?)output.Element(Reply.P + "ReturnValue"));
    }

    [Fact]
    public async Task A_reader_calls_no_method()
    {
        var reply = await new TestService().AskAsync(
            TestService.Envelope(TestService.Item + "/Echo", TestService.Item, "<p:Echo_INPUT xmlns:p=\"urn:x\"/>"), TestService.Reader);
        Assert.Equal("AccessDenied", reply.FaultName);
    }

    [Theory]
    [InlineData("/NoSuch", "ActionNotSupported")]
    [InlineData("/Echo", "InvalidParameter")]
    public async Task A_call_that_cannot_be_is_a_fault(string method, string fault)
    {
        var reply = await new TestService().AskAsync(
            TestService.Envelope(TestService.Item + method, TestService.Item, "<x/>"), TestService.Operator);
        Assert.Equal(fault, reply.FaultName);
    }

    [Theory]
    [InlineData("http://schemas.microsoft.com/powershell/Microsoft.PowerShell", "Create", "DestinationUnreachable")]
    [InlineData("http://schemas.microsoft.com/wbem/wsman/1/SubscriptionManager/Subscription", "Get", "DestinationUnreachable")]
    [InlineData("http://schemas.microsoft.com/wbem/wsman/1/windows/shell/other", "Create", "DestinationUnreachable")]
    [InlineData("urn:nothing", "Get", "DestinationUnreachable")]
    public async Task Resources_that_are_not_offered_say_so(string resource, string action, string fault)
    {
        var reply = await new TestService().AskAsync(TestService.Envelope(TestService.Transfer + action, resource));
        Assert.Equal(fault, reply.FaultName);
        Assert.NotEqual(0u, reply.FaultNumber);
    }

    [Fact]
    public async Task The_configuration_is_for_administrators()
    {
        const string Config = "http://schemas.microsoft.com/wbem/wsman/1/config";
        var service = new TestService();
        var get = TestService.Envelope(TestService.Transfer + "Get", Config);
        Assert.Equal(5u, (await service.AskAsync(get, TestService.Operator)).FaultNumber);
        var reply = await service.AskAsync(get);
        Assert.Equal("500", reply.Find(System.Xml.Linq.XName.Get("MaxEnvelopeSizekb", Config)));
        Assert.Equal("30", reply.Find(System.Xml.Linq.XName.Get("MaxShellsPerUser", Config)));
    }
}
