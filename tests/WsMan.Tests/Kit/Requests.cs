using Sekimori.WsMan.Addressing;
using Sekimori.WsMan.Operations;
using Sekimori.WsMan.Soap;

namespace Sekimori.WsMan.Tests.Kit;

/// <summary>
/// One request of each kind, whole and well-formed; tests twist them. What they name need not be there: bodies are read before that is
/// known.
/// </summary>
internal static class Requests
{
    private const string Id = "A7C5A518-0000-4000-8000-000000000001", Wql = "http://schemas.microsoft.com/wbem/wsman/1/WQL",
        Associations = "http://schemas.dmtf.org/wbem/wsman/1/cimbinding/associationFilter",
        Eventing = "http://schemas.xmlsoap.org/ws/2004/08/eventing", Config = "http://schemas.microsoft.com/wbem/wsman/1/config",
        Listener = Config + "/listener";

    private static readonly string Item1 = TestService.Selectors(("Name", "item1")), Shell = TestService.Selectors(("ShellId", Id));

    /// <summary>All of them, by name.</summary>
    public static IReadOnlyDictionary<string, string> All { get; } = new Dictionary<string, string>
    {
        ["get"] = TestService.Envelope(
            TestService.Transfer + "Get", TestService.Item, "", Item1 + "<w:OptionSet><w:Option Name=\"one\">1</w:Option></w:OptionSet>"),
        ["put"] = TestService.Envelope(TestService.Transfer + "Put", TestService.Item, Instance("<i:Text>new</i:Text>"), Item1),
        ["put fragment"] = TestService.Envelope(
            TestService.Transfer + "Put", TestService.Item, "<w:XmlFragment>new</w:XmlFragment>",
            Item1 + "<w:FragmentTransfer s:mustUnderstand=\"true\">Text/text()</w:FragmentTransfer>"),
        ["invoke"] = TestService.Envelope(
            TestService.Item + "/Echo", TestService.Item,
            $"<i:Echo_INPUT xmlns:i=\"{TestService.Item}\"><i:Text>hello</i:Text><i:When><c:Datetime " +
            $"xmlns:c=\"http://schemas.dmtf.org/wbem/wscim/1/common\">2026-01-02T03:04:05Z</c:Datetime></i:When>"
            + $"<i:Other>{Reference()}</i:Other></i:Echo_INPUT>"),
        ["enumerate"] = TestService.Envelope(TestService.Enumeration + "Enumerate", TestService.Item,
            $"<n:Enumerate><n:Expires>PT60S</n:Expires><w:OptimizeEnumeration/><w:MaxElements>5</w:MaxElements>" +
            $"<w:EnumerationMode>EnumerateObject</w:EnumerationMode>" +
            $"<w:Filter Dialect=\"{Wql}\">SELECT * FROM Test_Item</w:Filter></n:Enumerate>"),
        ["associations"] = TestService.Envelope(
            TestService.Enumeration + "Enumerate", TestService.Item,
            $"<n:Enumerate><w:Filter Dialect=\"{Associations}\"><b:AssociatedInstances><b:Object>{Reference()}</b:Object>"
            + "<b:AssociationClassName>Test_Link</b:AssociationClassName><b:Role>One</b:Role><b:ResultClassName>Test_Item</b:ResultClass" +
            "Name><b:ResultRole>Other</b:ResultRole></b:AssociatedInstances></w:Filter></n:Enumerate>"),
        ["pull"] = TestService.Envelope(
            TestService.Enumeration + "Pull", TestService.Item,
            $"<n:Pull><n:EnumerationContext>uuid:" +
            $"{Id}</n:EnumerationContext><n:MaxTime>PT5S</n:MaxTime><n:MaxElements>5</n:MaxElements>" +
            $"<n:MaxCharacters>9000</n:MaxCharacters></n:Pull>"),
        ["shell"] = TestService.Envelope(
            TestService.Transfer + "Create", TestService.Shell,
            "<rsp:Shell><rsp:WorkingDirectory>/tmp</rsp:WorkingDirectory><rsp:Environment><rsp:Variable " +
            "Name=\"A\">1</rsp:Variable></rsp:Environment>"
            + "<rsp:Lifetime>PT100S</rsp:Lifetime><rsp:IdleTimeOut>PT100S</rsp:IdleTimeOut><rsp:InputStreams>stdin</rsp:InputStreams>"
            + "<rsp:OutputStreams>stdout stderr</rsp:OutputStreams></rsp:Shell>"),
        ["command"] = TestService.Envelope(
            TestService.Shells + "Command", TestService.Shell,
            "<rsp:CommandLine><rsp:Command>cat</rsp:Command><rsp:Arguments>-n</rsp:Arguments><rsp:Arguments>file</rsp:Arguments></rsp:Co" +
            "mmandLine>", Shell),
        ["receive"] = TestService.Envelope(
            TestService.Shells + "Receive", TestService.Shell,
            $"<rsp:Receive><rsp:DesiredStream CommandId=\"{Id}\">stdout stderr</rsp:DesiredStream></rsp:Receive>", Shell),
        ["send"] = TestService.Envelope(
            TestService.Shells + "Send", TestService.Shell,
            $"<rsp:Send><rsp:Stream Name=\"stdin\" CommandId=\"{Id}\">aGVsbG8=</rsp:Stream></rsp:Send>", Shell),
        ["signal"] = TestService.Envelope(
            TestService.Shells + "Signal", TestService.Shell,
            $"<rsp:Signal CommandId=\"{Id}\"><rsp:Code>{TestService.Shells}signal/terminate</rsp:Code></rsp:Signal>", Shell),
        ["disconnect"] = TestService.Envelope(
            TestService.Shells + "Disconnect", TestService.Shell,
            "<rsp:Disconnect><rsp:IdleTimeOut>PT100S</rsp:IdleTimeOut><rsp:BufferMode>Block</rsp:BufferMode></rsp:Disconnect>", Shell),
        ["subscribe"] = TestService.Envelope(
            Eventing + "/Subscribe", TestService.Item,
            $"<e:Subscribe " +
            $"xmlns:e=\"{Eventing}\"><e:Delivery><e:NotifyTo><a:Address>http://elsewhere/</a:Address></e:NotifyTo></e:Delivery><w:Filter " +
            $"Dialect=\"{Wql}\">SELECT * FROM Any</w:Filter></e:Subscribe>"),
        ["acknowledge"] = TestService.Envelope(
            Actions.Acknowledge, WellKnown.RobustConnection, "<p:LastSequenceIdReceived>1</p:LastSequenceIdReceived>",
            $"<p:OperationID>uuid:{Id}</p:OperationID>"),
        ["listener"] = TestService.Envelope(
            TestService.Transfer + "Create", Listener,
            $"<l:Listener xmlns:l=\"{Listener}\"><l:Port>5985</l:Port><l:Enabled>true</l:Enabled></l:Listener>",
            TestService.Selectors(("Address", "*"), ("Transport", "HTTP"))),
        ["config"] = TestService.Envelope(
            TestService.Transfer + "Put", Config, $"<g:Config xmlns:g=\"{Config}\"><g:MaxTimeoutms>60000</g:MaxTimeoutms></g:Config>"),
    };

    /// <summary>A reference to an item, as WS-Addressing has it.</summary>
    public static string Reference() =>
        $"<a:EndpointReference><a:Address>http://here/</a:Address><a:ReferenceParameters><w:ResourceURI>" +
        $"{TestService.Item}</w:ResourceURI>{TestService.Selectors(("Name", "item2"))}</a:ReferenceParameters></a:EndpointReference>";

    private static string Instance(string properties) => $"<i:Test_Item xmlns:i=\"{TestService.Item}\">{properties}</i:Test_Item>";
}
