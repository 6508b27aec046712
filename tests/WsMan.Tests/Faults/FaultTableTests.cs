using Sekimori.WsMan.Operations;
using Sekimori.WsMan.Tests.Kit;

namespace Sekimori.WsMan.Tests;

/// <summary>
/// The table of docs/wsman.md, row by row: what is asked, and the code, subcode, action, detail ([DSP0226] 14.6) and number (wsmerror.h) of
/// the answer. Rows that need two requests at a time are in <see cref="EnumerationTests"/> and <see cref="ShellTests"/>.
/// </summary>
public sealed class FaultTableTests
{
    private const string Config = "http://schemas.microsoft.com/wbem/wsman/1/config",
        WsMan = "http://schemas.dmtf.org/wbem/wsman/1/wsman/fault",
        Addressing = "http://schemas.xmlsoap.org/ws/2004/08/addressing/fault",
        Transfer = "http://schemas.xmlsoap.org/ws/2004/09/transfer/fault",
        Enumeration = "http://schemas.xmlsoap.org/ws/2004/09/enumeration/fault";

    private static readonly string Item1 = TestService.Selectors(("Name", "item1"));

    public static TheoryData<string, string, string, string, uint, string> Rows => new()
    {
        { "AccessDenied", "Sender", WsMan, "", 5, "reader: Put" },
        { "ActionNotSupported", "Sender", Addressing, "ActionMismatch", 2150858771, "config: urn:nothing" },
        { "AlreadyExists", "Sender", WsMan, "", 2150858803, "shell twice" },
        { "CannotProcessFilter", "Sender", Enumeration, "", 2150858778, "filter: WQL SELECT FROM" },

        {
            "DestinationUnreachable", "Sender", Addressing, "InvalidResourceURI", 2150858770,
            "resource: http://schemas.microsoft.com/wbem/wsman/1/wmi/root/cimv2/No_Class"
        },
        { "DestinationUnreachable", "Sender", Addressing, "InvalidResourceURI", 2150858770, "resource: urn:nowhere" },
        { "DestinationUnreachable", "Sender", Addressing, "", 2150858770, "get: Name=item99" },

        {
            "DestinationUnreachable", "Sender", Addressing, "ResourceOffline", 2150858770,
            "resource: http://schemas.microsoft.com/powershell/Microsoft.PowerShell"
        },
        { "EncodingLimit", "Sender", WsMan, "MinimumEnvelopeLimit", 2150858878, "size: 8191" },
        { "EncodingLimit", "Sender", WsMan, "MaxEnvelopeSizeExceeded", 2150858824, "large reply" },
        { "EncodingLimit", "Sender", WsMan, "ServiceEnvelopeLimit", 2150858790, "large request" },
        { "EncodingLimit", "Sender", WsMan, "SelectorLimit", 2150858826, "many selectors" },
        { "EncodingLimit", "Sender", WsMan, "OptionLimit", 2150858827, "many options" },
        { "EncodingLimit", "Sender", WsMan, "URILimit", 2150858797, "long uri" },
        { "EncodingLimit", "Sender", WsMan, "CharacterSet", 2150858828, "encoding: iso-8859-1" },
        { "EventSourceUnableToProcess", "Receiver", "http://schemas.xmlsoap.org/ws/2004/08/eventing/fault", "", 50, "subscribe" },
        { "FilterDialectRequestedUnavailable", "Sender", Enumeration, "", 2150858777, "filter: CQL x" },
        { "FilteringNotSupported", "Sender", Enumeration, "", 2150858776, "filter shells" },

        {
            "FragmentDialectNotSupported", "Sender", WsMan, "", 2150858896,
            "header: <w:FragmentTransfer s:mustUnderstand=\"true\" Dialect=\"urn:x\">Text</w:FragmentTransfer>"
        },
        { "InternalError", "Receiver", WsMan, "", 2150859180, "no shells" },
        { "InvalidEnumerationContext", "Receiver", Enumeration, "", 2150858779, "pull: uuid:A7C5A518-0000-4000-8000-000000000009" },
        { "InvalidExpirationTime", "Sender", Enumeration, "", 2150858774, "enumerate: <n:Expires>-PT1S</n:Expires>" },
        { "InvalidMessageInformationHeader", "Sender", Addressing, "", 2150858767, "header: <p:ActivityId></p:ActivityId>" },
        { "InvalidMessageInformationHeader", "Sender", Addressing, "InvalidTimeout", 2150858881, "timeout: soon" },

        {
            "InvalidOptions", "Sender", WsMan, "NotSupported", 2150858833,
            "header: <w:OptionSet><w:Option Name=\"x\" MustComply=\"true\">1</w:Option></w:OptionSet>"
        },
        { "InvalidOptions", "Sender", WsMan, "InvalidName", 2150858834, "header: <w:OptionSet><w:Option>1</w:Option></w:OptionSet>" },
        { "InvalidOptions", "Sender", WsMan, "InvalidValue", 2150858835, "codepage" },
        { "InvalidParameter", "Sender", WsMan, "InvalidValue", 2150858810, "invoke: <x:Unknown xmlns:x=\"urn:x\">1</x:Unknown>" },
        { "InvalidParameter", "Sender", WsMan, "InvalidValue", 87, "shell id" },
        { "InvalidRepresentation", "Sender", Transfer, "InvalidNamespace", 2150858840, "put: <x xmlns=\"urn:x\"/>" },
        { "InvalidRepresentation", "Sender", Transfer, "InvalidFragment", 2150858841, "put fragment: <x xmlns=\"urn:x\"/>" },

        {
            "InvalidRepresentation", "Sender", Transfer, "InvalidValues", 2150858838,
            "put: <p:Test_Item xmlns:p=\"urn:x\"><p:Number>many</p:Number></p:Test_Item>"
        },
        { "InvalidSelectors", "Sender", WsMan, "InsufficientSelectors", 2150858842, "get:" },
        { "InvalidSelectors", "Sender", WsMan, "UnexpectedSelectors", 2150858843, "get: Nam=item1" },
        { "InvalidSelectors", "Sender", WsMan, "UnexpectedSelectors", 2150858843, "no such shell" },
        { "InvalidSelectors", "Sender", WsMan, "InvalidValue", 2150858845, "get: __cimnamespace=root/other" },
        { "InvalidSelectors", "Sender", WsMan, "DuplicateSelectors", 2150858847, "get: Name=item1 NAME=item1" },
        { "MessageInformationHeaderRequired", "Sender", Addressing, "", 2150858769, "no action" },
        { "MustUnderstand", "MustUnderstand", Addressing, "", 2150858768, "header: <x:y xmlns:x=\"urn:x\" s:mustUnderstand=\"true\"/>" },
        { "AccessDenied", "Sender", WsMan, "", 5, "get: Name=AccessDenied" },
        { "EndpointUnavailable", "Receiver", Addressing, "ResourceOffline", 2150858772, "get: Name=NotAvailable" },
        { "InternalError", "Receiver", WsMan, "", 2147749889, "get: Name=Failed" },
        { "InternalError", "Receiver", WsMan, "", 2147749892, "get: Name=broken" },
        { "InvalidParameter", "Sender", WsMan, "TypeMismatch", 2150858836, "get: Name=TypeMismatch" },
        { "TimedOut", "Receiver", WsMan, "", 2150858793, "get: Name=ProviderTimedOut" },
        { "UnsupportedFeature", "Sender", WsMan, "", 2150858818, "get: Name=ProviderNotCapable" },
        { "QuotaLimit", "Sender", WsMan, "", 2150858815, "get: Name=QuotaViolation" },
        { "QuotaLimit", "Sender", WsMan, "", 2150858815, "memory" },
        { "QuotaLimit", "Sender", WsMan, "", 2150859174, "operations" },

        {
            "SchemaValidationError", "Sender", WsMan, "", 2150858817,
            "text: <s:Envelope xmlns:s=\"http://www.w3.org/2003/05/soap-envelope\"><s:Body>"
        },
        { "TimedOut", "Receiver", WsMan, "", 2150858793, "silent command" },
        { "UnsupportedFeature", "Sender", WsMan, "AddressingMode", 2150858870, "reply to: http://elsewhere/" },
        { "UnsupportedFeature", "Sender", WsMan, "EnumerationMode", 2150858886, "enumerate: <w:EnumerationMode>All</w:EnumerationMode>" },
        { "UnsupportedFeature", "Sender", WsMan, "EnumerationMode", 2150859201, "references of commands" },
        { "UnsupportedFeature", "Sender", WsMan, "FragmentLevelAccess", 2150858871, "delete fragment" },
        { "UnsupportedFeature", "Sender", WsMan, "Locale", 2150858887, "header: <w:Locale xml:lang=\"fr\" s:mustUnderstand=\"true\"/>" },

        {
            "UnsupportedFeature", "Sender", WsMan, "PolymorphismMode", 2150859063,
            "enumerate: <b:PolymorphismMode>Some</b:PolymorphismMode>"
        },

        {
            "VersionMismatch", "VersionMismatch", Addressing, "", 2150858765,
            "text: <s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"><s:Body/></s:Envelope>"
        },
    };

    [Theory]
    [MemberData(nameof(Rows))]
    public async Task A_fault_has_the_code_subcode_action_detail_and_number_of_the_table(
        string subcode, string code, string action, string detail, uint number, string asked)
    {
        var reply = await AskAsync(asked);
        Assert.Equal((subcode, detail, number), (reply.FaultName, reply.FaultDetail, reply.FaultNumber));
        Assert.Equal("s:" + code, (string?)reply.Fault!.Element(Reply.S + "Code")!.Element(Reply.S + "Value"));
        Assert.Equal(action, reply.Header(Reply.A + "Action"));
        Assert.Equal(500, reply.Status);
        Assert.DoesNotContain("A secret", reply.Text, StringComparison.Ordinal);
        // [MS-WSMV] 2.2.4.43: number, machine and message are always there; clients show the message.
        var fault = reply.Fault!.Descendants(Reply.F + "WSManFault").Single();
        Assert.Equal("host", (string?)fault.Attribute("Machine"));
        Assert.Equal((string?)reply.Fault!.Descendants(Reply.S + "Text").Single(), (string?)fault.Element(Reply.F + "Message"));
        if (reply.Fault.Descendants(Reply.W + "FaultDetail").SingleOrDefault() is { } uri)
            Assert.StartsWith(subcode == "UnsupportedFeature" && detail == "PolymorphismMode"
                ? "http://schemas.dmtf.org/wbem/wsman/1/cimbinding/"
                : "http://schemas.dmtf.org/wbem/wsman/1/wsman/faultDetail/", uri.Value);
    }

    private static async Task<Reply> AskAsync(string asked)
    {
        var service = new TestService();
        var colon = asked.IndexOf(':');
        var (what, text) = colon < 0 ? (asked, "") : (asked[..colon], asked[(colon + 1)..].Trim());
        switch (what)
        {
            case "reader":
                return await service.AskAsync(
                TestService.Envelope(TestService.Transfer + text, TestService.Item, "", Item1), TestService.Reader);
            case "config": return await service.AskAsync(TestService.Envelope(text, Config));
            case "resource": return await service.AskAsync(TestService.Envelope(TestService.Transfer + "Get", text));
            case "get":
                return await service.GetAsync(
                TestService.Selectors(
                [.. text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(s => (s.Split('=')[0], s.Split('=')[1]))]));
            case "size": return await service.GetAsync(Item1, size: text);
            // One Locale is all that a message may have.
            case "header":
                return await service.AskAsync(
                TestService.Envelope(TestService.Transfer + "Get", TestService.Item, "", Item1 + text)
                .Replace("<w:Locale xml:lang=\"en-US\" s:mustUnderstand=\"false\"/>", ""));
            case "timeout":
                return await service.AskAsync(
                TestService.Envelope(TestService.Transfer + "Get", TestService.Item, "", Item1, timeout: text));
            case "reply to":
                return await service.AskAsync(
                TestService.Envelope(TestService.Transfer + "Get", TestService.Item, "", Item1, replyTo: text));
            case "text": return await service.AskAsync(text);
            case "enumerate": return await service.EnumerateAsync(text);
            case "pull": return await service.PullAsync(text);
            case "filter":
                return await service.EnumerateAsync(text.StartsWith("WQL ", StringComparison.Ordinal)
                ? $"<w:Filter Dialect=\"http://schemas.microsoft.com/wbem/wsman/1/WQL\">{text[4..]}</w:Filter>"
                : $"<w:Filter Dialect=\"urn:cql\">{text[4..]}</w:Filter>");
            case "filter shells": return await service.EnumerateAsync("<w:Filter>x</w:Filter>", TestService.Shell);
            case "encoding":
                return await service.AskAsync(
                $"<?xml version=\"1.0\" encoding=\"{text}\"?>"
                + TestService.Envelope(TestService.Transfer + "Get", TestService.Item, "", Item1));
            case "large reply":
                return await new TestService(new TestObjects(3) { Text = new string('x', 9000) }).GetAsync(
                Item1, size: "8192");
            case "large request": return await service.GetAsync(Item1 + new string(' ', 600_000));
            case "many selectors":
                return await service.GetAsync(
                TestService.Selectors([.. Enumerable.Range(0, 5000).Select(i => ("n" + i, "v"))]));
            case "many options":
                return await service.GetAsync(
                Item1
                + $"<w:OptionSet>" +
                $"{string.Concat(Enumerable.Range(0, 5000).Select(i => $"<w:Option Name=\"n{i}\">1</w:Option>"))}</w:OptionSet>");
            case "long uri":
                return await service.AskAsync(
                TestService.Envelope(TestService.Transfer + "Get", TestService.Item + new string('x', 2048)));
            case "subscribe":
                return await service.AskAsync(
                TestService.Envelope("http://schemas.xmlsoap.org/ws/2004/08/eventing/Subscribe", TestService.Item, "<x/>"));
            case "no action":
                return await service.AskAsync(
                TestService.Envelope(TestService.Transfer + "Get", TestService.Item, "", Item1)
                .Replace($"<a:Action s:mustUnderstand=\"true\">{TestService.Transfer}Get</a:Action>", ""));
            case "no shells": return await Create(new TestService(settings: new WsManSettings { AllowRemoteShellAccess = false }));
            case "codepage":
                return await Create(
                service, headers: "<w:OptionSet><w:Option Name=\"WINRS_CODEPAGE\">many</w:Option></w:OptionSet>");
            case "shell id": return await Create(service, "<rsp:Shell ShellId=\"x\"/>");
            case "no such shell":
                return await service.ShellAsync(
                "Command", Guid.NewGuid().ToString(), "<rsp:CommandLine><rsp:Command>x</rsp:Command></rsp:CommandLine>");
            case "invoke":
                return await service.AskAsync(
                TestService.Envelope(TestService.Item + "/Echo", TestService.Item,
                $"<p:Echo_INPUT xmlns:p=\"{TestService.Item}\">{text}</p:Echo_INPUT>"));
            case "put": return await service.AskAsync(TestService.Envelope(TestService.Transfer + "Put", TestService.Item, text, Item1));
            case "put fragment":
                return await service.AskAsync(
                TestService.Envelope(TestService.Transfer + "Put", TestService.Item, text,
                Item1 + "<w:FragmentTransfer s:mustUnderstand=\"true\">Text</w:FragmentTransfer>"));
            case "delete fragment":
                return await service.AskAsync(
                TestService.Envelope(TestService.Transfer + "Delete", TestService.Item, "",
                Item1 + "<w:FragmentTransfer s:mustUnderstand=\"true\">Text</w:FragmentTransfer>"));
            case "shell twice":
                await Create(service, "<rsp:Shell ShellId=\"A7C5A518-0000-4000-8000-000000000001\"/>");
                return await Create(service, "<rsp:Shell ShellId=\"A7C5A518-0000-4000-8000-000000000001\"/>");
            case "operations":
                service = new TestService(settings: new WsManSettings { MaxConcurrentOperationsPerUser = 1 });
                await service.EnumerateAsync();
                return await service.EnumerateAsync();
        }
        var shell = await service.OpenShellAsync();
        if (what == "references of commands")
            return await service.EnumerateAsync(
                "<w:EnumerationMode>EnumerateEPR</w:EnumerationMode>", TestService.Shell, TestService.Operator,
                headers: TestService.Selectors(("ShellId", shell)));
        var command = await service.StartAsync(shell);
        var waiting = service.ReceiveAsync(shell, command);
        if (what == "memory") service.Host.Shells.Single().Exceeded.SetResult();
        else service.Time.Advance(TimeSpan.FromSeconds(21));
        return await waiting;
    }

    private static Task<Reply> Create(TestService service, string body = "<rsp:Shell/>", string headers = "") =>
        service.AskAsync(TestService.Envelope(TestService.Transfer + "Create", TestService.Shell, body, headers), TestService.Operator);
}
