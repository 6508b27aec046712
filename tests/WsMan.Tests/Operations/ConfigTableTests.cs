using System.Xml.Linq;
using Sekimori.Security.Accounts;
using Sekimori.WsMan.Tests.Kit;

namespace Sekimori.WsMan.Tests;

/// <summary>
/// winrm/config/listener and winrm/config/service/certmapping, as <c>winrm enumerate</c> and <c>winrm get</c> ask for them ([MS-WSMV]
/// 3.1.4.1.29.3, 3.1.4.1.29.5, 4.2.3).
/// </summary>
public sealed class ConfigTableTests
{
    private const string Config = "http://schemas.microsoft.com/wbem/wsman/1/config", Listener = Config + "/listener",
        Mapping = Config + "/service/certmapping";
    private const string Issuer = "5600a015ca5e8a26f638b74e819ae92096da5c8c";
    private static readonly XNamespace Cfg = Config, Cert = Mapping;

    [Fact]
    public async Task Listeners_are_enumerated()
    {
        var reply = await new TestService().EnumerateAsync("<w:OptimizeEnumeration/><w:MaxElements>32000</w:MaxElements>", Listener);
        Assert.True(reply.Ended);
        var listeners = reply.Document.Descendants(Cfg + "Listener").ToList();
        Assert.Equal(["HTTP", "HTTPS"], listeners.Select(l => (string)l.Element(Cfg + "Transport")!));
        // The order of the schema of 2.2.4.19.
        Assert.Equal(
            ["Address", "Transport", "Port", "Hostname", "Enabled", "URLPrefix", "CertificateThumbprint", "ListeningOn", "ListeningOn"],
            listeners[0].Elements().Select(e => e.Name.LocalName));
        Assert.Equal("wsman", (string?)listeners[0].Element(Cfg + "URLPrefix"));
    }

    [Theory]
    [InlineData("EnumerateEPR", 0, 2)]
    [InlineData("EnumerateObjectAndEPR", 2, 2)]
    public async Task Listeners_have_references_that_lead_back_to_them(string mode, int objects, int references)
    {
        var service = new TestService();
        var reply = await service.EnumerateAsync(
            $"<w:OptimizeEnumeration/><w:MaxElements>9</w:MaxElements><w:EnumerationMode>{mode}</w:EnumerationMode>", Listener);
        Assert.Equal((objects, references),
            (reply.Document.Descendants(Cfg + "Listener").Count(), reply.Document.Descendants(Reply.A + "EndpointReference").Count()));
        var selectors = reply.Document.Descendants(Reply.W + "SelectorSet").Last().ToString();
        Assert.Equal(
            "5986", (await service.AskAsync(TestService.Envelope(TestService.Transfer + "Get", Listener, "", selectors))).Find(
            Cfg + "Port"));
    }

    [Fact]
    public async Task A_listener_is_got_by_its_address_and_transport()
    {
        var service = new TestService();
        Assert.Equal("0123456789ABCDEF0123456789ABCDEF01234567",
            (await GetAsync(service, Listener, ("Transport", "https"), ("Address", "IP:127.0.0.1"))).Find(Cfg + "CertificateThumbprint"));
        Assert.Equal(("InvalidSelectors", "InsufficientSelectors", 2150858842u),
            Facts(await GetAsync(service, Listener, ("Address", "*"))));
        Assert.Equal(("DestinationUnreachable", "", 2150858770u),
            Facts(await GetAsync(service, Listener, ("Address", "*"), ("Transport", "HTTPS"))));
        Assert.Equal(("InvalidSelectors", "UnexpectedSelectors", 2150858843u),
            Facts(await GetAsync(service, Listener, ("Address", "*"), ("Transport", "HTTP"), ("Port", "5985"))));
    }

    [Fact]
    public async Task A_listener_is_created_as_winrm_create_does_changed_and_deleted()
    {
        // winrm create winrm/config/listener?Address=IP:127.0.0.1+Transport=HTTP @{Port="8090";Enabled="true";URLPrefix="manage/it"}: keys
        // as selectors, the rest in the body.
        var service = new TestService();
        (string, string)[] keys = [("Address", "ip:127.0.0.1"), ("Transport", "http")];
        var created = await AskAsync(service, "Create",
            "<c:Port>8090</c:Port><c:Enabled>true</c:Enabled><c:URLPrefix>manage/it</c:URLPrefix><c:Hostname>web1</c:Hostname>", keys);
        Assert.Equal("", created.FaultName);
        Assert.Equal(["IP:127.0.0.1", "HTTP"], created.Document.Descendants(Reply.W + "Selector").Select(s => s.Value));
        Assert.Equal(("AlreadyExists", "", 2150858803u), Facts(await AskAsync(service, "Create", "<c:Port>8091</c:Port>", keys)));

        var got = (await GetAsync(service, Listener, keys)).Body.Elements().Single();
        Assert.Equal("", (await PutAsync(service, got.ToString(), keys)).FaultName);
        Assert.Equal(
            "8092", (await PutAsync(service, got.ToString().Replace("8090", "8092", StringComparison.Ordinal), keys)).Find(Cfg + "Port"));
        Assert.Equal("false", (await AskAsync(service, "Put", "<c:Enabled>false</c:Enabled>", keys)).Find(Cfg + "Enabled"));
        Assert.Equal("", (await AskAsync(service, "Delete", null, keys)).FaultName);
        Assert.Equal("DestinationUnreachable", (await GetAsync(service, Listener, keys)).FaultName);
        Assert.Equal("DestinationUnreachable", (await AskAsync(service, "Delete", null, keys)).FaultName);
        // What is put back unchanged is not a change.
        Assert.Equal(
            ["anna added IP:127.0.0.1+HTTP 8090 True manage/it web1", "anna replaced IP:127.0.0.1+HTTP 8092 True manage/it",
            "anna replaced IP:127.0.0.1+HTTP 8092 False manage/it", "anna removed IP:127.0.0.1+HTTP"], service.Listeners.Done);
    }

    [Fact]
    public async Task A_listener_that_is_not_open_is_tried_again_when_it_is_put_back()
    {
        var service = new TestService();
        (string, string)[] keys = [("Address", "IP:127.0.0.1"), ("Transport", "HTTP")];
        await AskAsync(service, "Create", $"<c:Port>{TestListeners.TakenPort}</c:Port>", keys);
        Assert.Equal("", (await AskAsync(service, "Put", "<c:Enabled>true</c:Enabled>", keys)).FaultName);
        Assert.Equal("anna replaced IP:127.0.0.1+HTTP 7 True wsman", service.Listeners.Done[^1]);
    }

    [Theory]
    [InlineData("*", "HTTPS", "*+HTTPS 5986 True wsman")]
    [InlineData("IP:::ffff:10.0.0.1", "HTTP", "IP:10.0.0.1+HTTP 5985 True wsman")]
    [InlineData("mac:32-a3-58-90-be-cc", "HTTP", "MAC:32-A3-58-90-BE-CC+HTTP 5985 True wsman")]
    public async Task What_a_request_leaves_open_is_as_in_3_1_4_1_29_5_and_keys_may_stand_in_the_body(
        string address, string transport, string done)
    {
        var service = new TestService();
        Assert.Equal(
            "", (await AskAsync(service, "Create", $"<c:Address>{address}</c:Address><c:Transport>{transport}</c:Transport>")).FaultName);
        Assert.Equal(["anna added " + done], service.Listeners.Done);
    }

    [Theory]
    [InlineData("Address", "10.0.0.1", "InternalError", "", 87u)]
    [InlineData("Address", "IP:web1", "InternalError", "", 87u)]
    [InlineData("Address", "IP:0.0.0.0", "InternalError", "", 87u)]
    [InlineData("Address", "IP:224.0.0.1", "InternalError", "", 87u)]
    [InlineData("Address", "MAC:32-a3-58", "InternalError", "", 87u)]
    [InlineData("Address", null, "InvalidSelectors", "InsufficientSelectors", 2150858842u)]
    [InlineData("Transport", "FTP", "InvalidSelectors", "InvalidValue", 2150858845u)]
    [InlineData("Port", "0", "InvalidParameter", "InvalidValue", 2150858972u)]
    [InlineData("Port", "65536", "InvalidParameter", "InvalidValue", 2150858972u)]
    [InlineData("Hostname", "a b", "InvalidParameter", "InvalidValue", 87u)]
    [InlineData("Enabled", "maybe", "SchemaValidationError", "", 2150858817u)]
    [InlineData("URLPrefix", "/wsman", "InvalidParameter", "InvalidValue", 87u)]
    [InlineData("URLPrefix", "", "InvalidParameter", "InvalidValue", 87u)]
    [InlineData("CertificateThumbprint", "0123456789ABCDEF0123456789ABCDEF01234567", "InvalidParameter", "InvalidValue", 2150858987u)]
    [InlineData("ListeningOn", "10.0.0.1", "InternalError", "", 2150859071u)]
    [InlineData("Colour", "red", "SchemaValidationError", "", 2150858817u)]
    public async Task A_listener_that_cannot_be_is_refused(string name, string? value, string subcode, string detail, uint number)
    {
        var service = new TestService();
        var values = new Dictionary<string, string?> { ["Address"] = "IP:127.0.0.1", ["Transport"] = "HTTP", [name] = value };
        Assert.Equal((subcode, detail, number),
            Facts(
            await AskAsync(service, "Create",
            string.Concat(values.Where(v => v.Value is not null).Select(v => $"<c:{v.Key}>{v.Value}</c:{v.Key}>")))));
        Assert.Empty(service.Listeners.Done);
    }

    [Fact]
    public async Task Keys_and_addresses_of_a_listener_cannot_be_put()
    {
        var service = new TestService();
        (string, string)[] keys = [("Address", "*"), ("Transport", "HTTP")];
        Assert.Equal(("InvalidParameter", "InvalidValue", 2150858989u),
            Facts(await AskAsync(service, "Put", "<c:Transport>HTTPS</c:Transport>", keys)));
        Assert.Equal(("InternalError", "", 2150859071u),
            Facts(await AskAsync(service, "Put", "<c:ListeningOn>10.0.0.1</c:ListeningOn>", keys)));
        Assert.Equal(
            "AccessDenied",
            (await service.AskAsync(TestService.Envelope(TestService.Transfer + "Delete", Listener, "", TestService.Selectors(keys)),
            TestService.Operator)).FaultName);
        Assert.Empty(service.Listeners.Done);
    }

    [Fact]
    public async Task A_certificate_is_mapped_read_changed_and_forgotten_as_in_4_2_3()
    {
        var service = new TestService();
        var keys = new[] { ("Issuer", Issuer), ("Subject", "*@mig.net"), ("URI", "*") };
        // The example's own body: other names of element and namespace, "password" in small letters.
        const string Body =
            "<cert:certmapping " +
            "xmlns:cert=\"http://schemas.microsoft.com/wbem/wsman/1/config/service/certmapping.xsd\">" +
            "<cert:UserName>ALICE</cert:UserName><cert:password>Bull_dog1</cert:password>" +
            "<cert:Enabled>true</cert:Enabled></cert:certmapping>";
        var created = await service.AskAsync(
            TestService.Envelope(TestService.Transfer + "Create", Mapping, Body, TestService.Selectors(keys)));
        Assert.Equal("", created.FaultName);
        Assert.Equal(3, created.Document.Descendants(Reply.W + "Selector").Count());
        Assert.Equal(
            new IdentityMapping(IdentityKind.Certificate, "*@mig.net", "alice", Issuer: Issuer.ToUpperInvariant(),
            Name: CertificateNameKind.PrincipalName), service.Mappings.Mappings[^1]);
        Assert.Equal(
            "AlreadyExists",
            (await service.AskAsync(
            TestService.Envelope(TestService.Transfer + "Create", Mapping, Body, TestService.Selectors(keys)))).FaultName);

        var got = await GetAsync(service, Mapping, keys);
        Assert.Equal(("alice", "true", ""), (got.Find(Cert + "UserName"), got.Find(Cert + "Enabled"), got.Find(Cert + "Password")));
        Assert.DoesNotContain("Bull_dog1", got.Text);

        var put = got.Body.Elements().Single().ToString().Replace(">true<", ">false<");
        Assert.Equal(
            "false",
            (await service.AskAsync(TestService.Envelope(TestService.Transfer + "Put", Mapping, put, TestService.Selectors(keys)))).Find(
            Cert + "Enabled"));
        Assert.False(service.Mappings.Mappings[^1].Enabled);
        Assert.Equal(
            2150859122u,
            (await service.AskAsync(
            TestService.Envelope(TestService.Transfer + "Put", Mapping, put.Replace("*@mig.net", "*@other.net"),
            TestService.Selectors(keys)))).FaultNumber);

        var listed = await service.EnumerateAsync("<w:OptimizeEnumeration/><w:MaxElements>9</w:MaxElements>", Mapping);
        Assert.Single(listed.Document.Descendants(Cert + "CertMapping"));
        Assert.Equal(
            "",
            (await service.AskAsync(
            TestService.Envelope(TestService.Transfer + "Delete", Mapping, "", TestService.Selectors(keys)))).FaultName);
        Assert.Equal("DestinationUnreachable", (await GetAsync(service, Mapping, keys)).FaultName);
        Assert.Single(service.Mappings.Mappings);
    }

    [Theory]
    [InlineData("Issuer", "12121", 2150859106u)]
    [InlineData("Subject", "a*b", 2150859105u)]
    [InlineData("Subject", "*a*", 2150859105u)]
    [InlineData("URI", "http://schemas.microsoft.com/wbem/wsman/1/wmi/*", 87u)]
    [InlineData("UserName", "nobody", 2150859092u)]
    public async Task A_mapping_that_cannot_be_is_refused(string name, string value, uint number)
    {
        var service = new TestService();
        var values = new Dictionary<string, string>
        {
            ["Issuer"] = Issuer, ["Subject"] = "CN=alice", ["URI"] = "*", ["UserName"] = "alice"
        };
        values[name] = value;
        var reply = await service.AskAsync(
            TestService.Envelope(TestService.Transfer + "Create", Mapping,
            $"<c:CertMapping xmlns:c=\"{Mapping}\"><c:UserName>{values["UserName"]}</c:UserName></c:CertMapping>",
            TestService.Selectors(("Issuer", values["Issuer"]), ("Subject", values["Subject"]), ("URI", values["URI"]))));
        Assert.Equal(("InvalidParameter", number), (reply.FaultName, reply.FaultNumber));
        Assert.Single(service.Mappings.Mappings);
    }

    [Theory]
    [InlineData(Listener)]
    [InlineData(Mapping)]
    public async Task Only_administrators_see_the_tables(string resource)
    {
        Assert.Equal(5u, (await new TestService().EnumerateAsync("", resource, TestService.Operator)).FaultNumber);
        Assert.Equal("FilteringNotSupported", (await new TestService().EnumerateAsync("<w:Filter>x</w:Filter>", resource)).FaultName);
    }

    private static Task<Reply> GetAsync(TestService service, string resource, params (string, string)[] keys) =>
        service.AskAsync(TestService.Envelope(TestService.Transfer + "Get", resource, "", TestService.Selectors(keys)));

    private static Task<Reply> AskAsync(TestService service, string action, string? content, params (string, string)[] keys) =>
        service.AskAsync(
        TestService.Envelope(TestService.Transfer + action, Listener,
        content is null ? "" : $"<c:Listener xmlns:c=\"{Config}\">{content}</c:Listener>",
        keys.Length == 0 ? "" : TestService.Selectors(keys)));

    private static Task<Reply> PutAsync(TestService service, string body, (string, string)[] keys) =>
        service.AskAsync(TestService.Envelope(TestService.Transfer + "Put", Listener, body, TestService.Selectors(keys)));

    private static (string, string, uint) Facts(Reply reply) => (reply.FaultName, reply.FaultDetail, reply.FaultNumber);
}
