using System.Xml.Linq;
using Sekimori.WsMan.Tests.Kit;

namespace Sekimori.WsMan.Tests;

/// <summary>
/// What two readers could see differently is refused, with the fault that its specification has for it. A further way to write something is
/// a line here.
/// </summary>
public sealed class StrictReadingTests
{
    private const string Foreign = "<x:Any xmlns:x=\"urn:x\"/>";

    /// <summary>A request, what is changed in it, and the fault.</summary>
    public static TheoryData<string, string, string, string> Twists => new()
    {
        // [DSP0226] 5.1.2.2, 6.4: names come once, and nothing is beside selectors and options.
        { "get", "</w:SelectorSet>", "<w:Selector Name=\"Name\">item2</w:Selector></w:SelectorSet>", "InvalidSelectors" },
        { "get", "</w:SelectorSet>", "<w:Selector Name=\"NAME\">item1</w:Selector></w:SelectorSet>", "InvalidSelectors" },
        { "get", "<w:SelectorSet>", "<w:SelectorSet><w:Selector>item2</w:Selector>", "InvalidSelectors" },
        { "get", "<w:SelectorSet>", "<w:SelectorSet>" + Foreign, "SchemaValidationError" },
        { "get", "<w:SelectorSet>", "<w:SelectorSet><p:Selector Name=\"Name\">item2</p:Selector>", "SchemaValidationError" },
        { "get", ">item1<", ">item1" + Foreign + "<", "SchemaValidationError" },
        { "get", ">item1<", ">" + Requests.Reference() + Requests.Reference() + "<", "SchemaValidationError" },

        {
            "get", ">item1<", ">" + Requests.Reference().Replace("<a:Address>", "<a:Address>http://there/</a:Address><a:Address>") + "<",
            "SchemaValidationError"
        },

        {
            "get", ">item1<", ">" + Requests.Reference().Replace("<w:ResourceURI>", "<w:ResourceURI>urn:x</w:ResourceURI><w:ResourceURI>")
                + "<", "SchemaValidationError"
        },

        {
            "get", ">item1<", ">" + Requests.Reference()
                .Replace("</a:ReferenceParameters>", "</a:ReferenceParameters><a:ReferenceParameters/>") + "<", "SchemaValidationError"
        },
        { "get", "</w:OptionSet>", "<w:Option Name=\"ONE\">2</w:Option></w:OptionSet>", "InvalidOptions" },
        { "get", "<w:OptionSet>", "<w:OptionSet>" + Foreign, "SchemaValidationError" },

        {
            "get", "<a:Address s:mustUnderstand", "<a:Address>http://elsewhere/</a:Address><a:Address s:mustUnderstand",
            "InvalidMessageInformationHeader"
        },
        // [SOAP12-1] 5.1: one header, one body, and no more.
        { "get", "</s:Body>", "</s:Body><s:Body/>", "SchemaValidationError" },
        { "get", "</s:Envelope>", "<s:Header/></s:Envelope>", "SchemaValidationError" },
        { "get", "<s:Header>", "<s:Header/><s:Header>", "SchemaValidationError" },
        { "get", "</s:Envelope>", "</s:Envelope><s:Envelope/>", "SchemaValidationError" },
        { "get", "</s:Envelope>", "</s:Envelope>more", "SchemaValidationError" },
        { "invoke", "</s:Body>", "<i:Echo_INPUT xmlns:i=\"urn:x\"/></s:Body>", "SchemaValidationError" },
        { "command", "</s:Body>", "<rsp:CommandLine><rsp:Command>id</rsp:Command></rsp:CommandLine></s:Body>", "SchemaValidationError" },
        { "command", "<s:Body>", "<s:Body><rsp:CommandLine><rsp:Command>id</rsp:Command></rsp:CommandLine>", "SchemaValidationError" },
        // [DSP0230] 9.2: the namespace of an object's elements is that of its class.
        { "invoke", "<i:Text>", "<p:Text>bye</p:Text><i:Text>", "InvalidParameter" },
        { "invoke", "<i:Text>hello</i:Text>", "<x:Text xmlns:x=\"urn:x\">hello</x:Text>", "InvalidParameter" },
        { "invoke", ">hello<", ">hello<i:Text>bye</i:Text><", "SchemaValidationError" },
        { "invoke", ">hello<", "><i:Text>bye</i:Text><", "InvalidParameter" },

        {
            "invoke", "</i:When>",
            "<c:Datetime xmlns:c=\"http://schemas.dmtf.org/wbem/wscim/1/common\">2027-01-02T03:04:05Z</c:Datetime></i:When>",
            "InvalidParameter"
        },
        { "invoke", "</i:When>", Requests.Reference() + "</i:When>", "InvalidParameter" },
        { "invoke", "</i:Other>", Requests.Reference() + "</i:Other>", "InvalidParameter" },
        { "put", "<i:Text>", "<x:Text xmlns:x=\"urn:x\">old</x:Text><i:Text>", "InvalidRepresentation" },
        // [DSP0226] 8.2, 8.3, [DSP0227] 8.2: each element of the body once, in its own namespace.

        {
            "enumerate", "</n:Enumerate>",
            "<w:Filter Dialect=\"http://schemas.microsoft.com/wbem/wsman/1/WQL\">SELECT * FROM Test_Base</w:Filter></n:Enumerate>",
            "CannotProcessFilter"
        },

        {
            "enumerate", "</n:Enumerate>",
            "<n:Filter Dialect=\"http://schemas.microsoft.com/wbem/wsman/1/WQL\">SELECT * FROM Test_Base</n:Filter></n:Enumerate>",
            "CannotProcessFilter"
        },
        { "enumerate", "<w:Filter ", "<x:Filter xmlns:x=\"urn:x\">y</x:Filter><w:Filter ", "SchemaValidationError" },
        { "enumerate", "<n:Expires>", "<n:Expires>PT1S</n:Expires><n:Expires>", "SchemaValidationError" },
        { "enumerate", "<w:MaxElements>", "<n:MaxElements>1</n:MaxElements><w:MaxElements>", "SchemaValidationError" },
        { "enumerate", "<w:OptimizeEnumeration/>", "<w:OptimizeEnumeration/><w:OptimizeEnumeration/>", "SchemaValidationError" },
        { "enumerate", "<w:OptimizeEnumeration/>", "<n:OptimizeEnumeration/>", "SchemaValidationError" },

        {
            "enumerate", "<w:EnumerationMode>", "<w:EnumerationMode>EnumerateEPR</w:EnumerationMode><w:EnumerationMode>",
            "SchemaValidationError"
        },
        { "enumerate", ">SELECT * FROM Test_Item<", ">SELECT * FROM Test_Item<b:AssociatedInstances/><", "SchemaValidationError" },
        { "enumerate", ">SELECT * FROM Test_Item<", "><w:SelectorSet/><w:SelectorSet/><", "CannotProcessFilter" },
        { "associations", "</b:AssociatedInstances>", "</b:AssociatedInstances><b:AssociationInstances/>", "CannotProcessFilter" },
        { "associations", "<b:Object>", "<b:Object>" + Requests.Reference(), "CannotProcessFilter" },
        { "associations", "<b:Role>", "<b:Role>Two</b:Role><b:Role>", "SchemaValidationError" },

        {
            "associations", "<b:ResultClassName>", "<b:ResultClassName>Test_Base</b:ResultClassName><b:ResultClassName>",
            "SchemaValidationError"
        },

        {
            "associations", "<b:ResultClassName>", "<x:ResultClassName xmlns:x=\"urn:x\">Test_Base</x:ResultClassName><b:ResultClassName>",
            "CannotProcessFilter"
        },
        { "associations", ">Test_Link<", ">Test_Link WHERE<", "CannotProcessFilter" },

        {
            "pull", "<n:EnumerationContext>", "<n:EnumerationContext>uuid:1</n:EnumerationContext><n:EnumerationContext>",
            "SchemaValidationError"
        },
        { "pull", "<n:MaxElements>", "<w:MaxElements>1</w:MaxElements><n:MaxElements>", "SchemaValidationError" },
        { "pull", "<n:MaxCharacters>", "<n:MaxCharacters>1</n:MaxCharacters><n:MaxCharacters>", "SchemaValidationError" },
        { "pull", "<n:MaxTime>", "<n:MaxTime>PT1S</n:MaxTime><n:MaxTime>", "SchemaValidationError" },
        // [MS-WSMV] 2.2.4.37, 2.2.4.17, 3.1.4.1.31: what belongs to shells is in their namespace, and comes once.

        {
            "shell", "<rsp:WorkingDirectory>", "<rsp:WorkingDirectory>/</rsp:WorkingDirectory><rsp:WorkingDirectory>",
            "SchemaValidationError"
        },

        {
            "shell", "<rsp:WorkingDirectory>", "<x:WorkingDirectory xmlns:x=\"urn:x\">/</x:WorkingDirectory><rsp:WorkingDirectory>",
            "SchemaValidationError"
        },
        { "shell", "<rsp:Environment>", "<rsp:Environment/><rsp:Environment>", "SchemaValidationError" },
        { "shell", "<rsp:Variable ", "<x:Variable xmlns:x=\"urn:x\" Name=\"B\">2</x:Variable><rsp:Variable ", "SchemaValidationError" },
        { "shell", "<rsp:Variable ", "<rsp:Variable Name=\"A\">2</rsp:Variable><rsp:Variable ", "InvalidParameter" },
        { "shell", "<rsp:InputStreams>", "<rsp:InputStreams>stdin</rsp:InputStreams><rsp:InputStreams>", "SchemaValidationError" },
        { "shell", "<rsp:OutputStreams>", "<rsp:OutputStreams>stdout</rsp:OutputStreams><rsp:OutputStreams>", "SchemaValidationError" },
        { "shell", "<rsp:IdleTimeOut>", "<rsp:IdleTimeout>PT1S</rsp:IdleTimeout><rsp:IdleTimeOut>", "SchemaValidationError" },
        { "shell", "<rsp:Lifetime>", "<rsp:Lifetime>PT1S</rsp:Lifetime><rsp:Lifetime>", "SchemaValidationError" },

        {
            "shell", "<rsp:Shell>",
            "<rsp:Shell ShellId=\"A7C5A518-0000-4000-8000-000000000001\"><rsp:ShellId>A7C5A518-0000-4000-8000-000000000002</rsp:ShellId>",
            "SchemaValidationError"
        },

        {
            "shell", "</s:Header>", "<rsp:CompressionType s:mustUnderstand=\"true\">xpress</rsp:CompressionType></s:Header>",
            "UnsupportedFeature"
        },
        { "command", "<rsp:Command>", "<rsp:Command>id</rsp:Command><rsp:Command>", "SchemaValidationError" },
        { "command", "<rsp:Command>", "<x:Command xmlns:x=\"urn:x\">id</x:Command><rsp:Command>", "SchemaValidationError" },
        { "command", "<rsp:Command>", "<Command>id</Command><rsp:Command>", "SchemaValidationError" },
        { "command", "<rsp:Command>cat</rsp:Command>", "<x:Command xmlns:x=\"urn:x\">id</x:Command>", "SchemaValidationError" },
        { "command", "<rsp:Arguments>file", "<x:Arguments xmlns:x=\"urn:x\">-e</x:Arguments><rsp:Arguments>file", "SchemaValidationError" },
        { "command", "<rsp:Arguments>file", "<rsp:Argument>-e</rsp:Argument><rsp:Arguments>file", "SchemaValidationError" },
        { "command", ">cat<", ">cat<x xmlns=\"urn:x\">id</x><", "SchemaValidationError" },

        {
            "command", "<rsp:CommandLine>",
            "<rsp:CommandLine " +
                "CommandId=\"A7C5A518-0000-4000-8000-000000000001\"><rsp:CommandId>A7C5A518-0000-4000-8000-000000000002</rsp:CommandId>",
                "SchemaValidationError"
        },
        { "command", "<rsp:CommandLine>", "<x:CommandLine xmlns:x=\"urn:x\"/><rsp:CommandLine>", "SchemaValidationError" },
        { "receive", "</rsp:Receive>", "<rsp:DesiredStream>stderr</rsp:DesiredStream></rsp:Receive>", "SchemaValidationError" },
        { "receive", "<rsp:Receive>", "<rsp:Receive>" + Foreign, "SchemaValidationError" },
        { "send", "<rsp:Send>", "<rsp:Send>" + Foreign, "SchemaValidationError" },
        { "signal", "</rsp:Signal>", "<rsp:Code>urn:x</rsp:Code></rsp:Signal>", "SchemaValidationError" },
        { "signal", "<rsp:Code>", "<x:Code xmlns:x=\"urn:x\">urn:x</x:Code><rsp:Code>", "SchemaValidationError" },
        { "disconnect", "<rsp:IdleTimeOut>", "<rsp:IdleTimeOut>PT1S</rsp:IdleTimeOut><rsp:IdleTimeOut>", "SchemaValidationError" },
        { "disconnect", "<rsp:BufferMode>", "<rsp:BufferMode>Drop</rsp:BufferMode><rsp:BufferMode>", "SchemaValidationError" },

        {
            "subscribe", "</e:Delivery>", "<e:NotifyTo><a:Address>http://there/</a:Address></e:NotifyTo></e:Delivery>",
            "SchemaValidationError"
        },

        {
            "subscribe", "<a:Address>http://elsewhere/", "<a:Address>http://there/</a:Address><a:Address>http://elsewhere/",
            "SchemaValidationError"
        },
        { "subscribe", "</e:Subscribe>", "<e:Filter>SELECT * FROM Other</e:Filter></e:Subscribe>", "SchemaValidationError" },
        { "subscribe", "</e:Subscribe>", "<e:Delivery/></e:Subscribe>", "SchemaValidationError" },
        // Tables of the configuration.
        { "listener", "<l:Port>", "<l:Port>80</l:Port><l:Port>", "SchemaValidationError" },
        { "listener", "<l:Port>", "<l:PORT>80</l:PORT><l:Port>", "SchemaValidationError" },
        { "listener", "<l:Port>", "<x:Port xmlns:x=\"urn:x\">80</x:Port><l:Port>", "SchemaValidationError" },
        { "config", "<g:MaxTimeoutms>", "<g:MaxTimeoutms>1</g:MaxTimeoutms><g:MaxTimeoutms>", "SchemaValidationError" },
        { "config", "<g:MaxTimeoutms>", "<x:MaxTimeoutms xmlns:x=\"urn:x\">1</x:MaxTimeoutms><g:MaxTimeoutms>", "SchemaValidationError" },
    };

    public static TheoryData<string> Names => [.. Requests.All.Keys];

    [Theory]
    [MemberData(nameof(Twists))]
    public async Task What_could_be_read_in_two_ways_is_refused(string request, string from, string to, string fault)
    {
        var envelope = Requests.All[request];
        Assert.Contains(from, envelope, StringComparison.Ordinal);
        var at = envelope.IndexOf(from, StringComparison.Ordinal);
        Assert.Equal(
            fault,
            (await new TestService().AskAsync(string.Concat(envelope.AsSpan(0, at), to, envelope.AsSpan(at + from.Length)))).FaultName);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task As_it_is_each_request_can_be_read(string request)
    {
        var service = new TestService();
        var parsed = service.Inspect(Requests.All[request]);
        Assert.True(parsed.IsWhole);
        // [MS-WSMV] 3.1.4.18: it has no answer.
        if (request == "acknowledge") return;
        // What is read well may still be about something that is not there.
        var reply = await service.AskAsync(Requests.All[request]);
        Assert.DoesNotContain(reply.FaultName, (string[])["SchemaValidationError", "InvalidMessageInformationHeader", "InvalidOptions"]);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_comment_or_an_instruction_inside_a_value_is_refused_and_beside_values_a_comment_is_not(string request)
    {
        var service = new TestService();
        var whole = XDocument.Parse(Requests.All[request], LoadOptions.PreserveWhitespace);
        var leaves = whole.Descendants().Count(element => !element.HasElements && element.Value.Length > 1);
        Assert.True(leaves > 5);
        for (var leaf = 0; leaf < leaves; leaf++)
        {
            // Base64 has one value with a comment in it and without.
            var name = whole.Descendants().Where(element => !element.HasElements && element.Value.Length > 1).ElementAt(leaf)
                .Name.LocalName;
            if (name != "Stream") Assert.False(service.Inspect(Split(whole, leaf, new XComment(" "))).IsWhole, $"a comment in {name}");
            Assert.False(service.Inspect(Split(whole, leaf, new XProcessingInstruction("x", "y"))).IsWhole, $"an instruction in {name}");
            Assert.True(service.Inspect(Split(whole, leaf, null)).IsWhole, $"CDATA in {name}");
        }
        foreach (var parent in whole.Descendants().Where(element => element.HasElements).ToArray())
            parent.AddFirst(new XComment(" between "));
        Assert.True(service.Inspect(whole.ToString(SaveOptions.DisableFormatting)).IsWhole);
    }

    private static string Split(XDocument whole, int leaf, XNode? between)
    {
        var copy = new XDocument(whole);
        var element = copy.Descendants().Where(element => !element.HasElements && element.Value.Length > 1).ElementAt(leaf);
        var text = element.Value;
        element.RemoveNodes();
        if (between is null) element.Add(text[..1], new XCData(text[1..]));
        else element.Add(text[..1], between, text[1..]);
        return copy.ToString(SaveOptions.DisableFormatting);
    }
}
