using System.Xml.Linq;
using Sekimori.Security.Accounts;
using Sekimori.WsMan.Tests.Kit;

namespace Sekimori.WsMan.Tests;

/// <summary>winrm/config/listener and winrm/config/service/certmapping, as <c>winrm enumerate</c> and <c>winrm get</c> ask for them ([MS-WSMV] 3.1.4.1.29.3, 3.1.4.1.29.5, 4.2.3).</summary>
public sealed class ConfigTableTests
{
    private const string Config = "http://schemas.microsoft.com/wbem/wsman/1/config", Listener = Config + "/listener", Mapping = Config + "/service/certmapping";
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
        Assert.Equal(["Address", "Transport", "Port", "Hostname", "Enabled", "URLPrefix", "CertificateThumbprint", "ListeningOn", "ListeningOn"], listeners[0].Elements().Select(e => e.Name.LocalName));
        Assert.Equal("wsman", (string?)listeners[0].Element(Cfg + "URLPrefix"));
    }

    [Theory]
    [InlineData("EnumerateEPR", 0, 2)]
    [InlineData("EnumerateObjectAndEPR", 2, 2)]
    public async Task Listeners_have_references_that_lead_back_to_them(string mode, int objects, int references)
    {
        var service = new TestService();
        var reply = await service.EnumerateAsync($"<w:OptimizeEnumeration/><w:MaxElements>9</w:MaxElements><w:EnumerationMode>{mode}</w:EnumerationMode>", Listener);
        Assert.Equal((objects, references), (reply.Document.Descendants(Cfg + "Listener").Count(), reply.Document.Descendants(Reply.A + "EndpointReference").Count()));
        var selectors = reply.Document.Descendants(Reply.W + "SelectorSet").Last().ToString();
        Assert.Equal("5986", (await service.AskAsync(TestService.Envelope(TestService.Transfer + "Get", Listener, "", selectors))).Find(Cfg + "Port"));
    }

    [Fact]
    public async Task A_listener_is_got_by_its_address_and_transport()
    {
        var service = new TestService();
        Assert.Equal("0123456789ABCDEF0123456789ABCDEF01234567", (await GetAsync(service, Listener, ("Transport", "https"), ("Address", "IP:127.0.0.1"))).Find(Cfg + "CertificateThumbprint"));
        Assert.Equal(("InvalidSelectors", "InsufficientSelectors", 2150858842u), Facts(await GetAsync(service, Listener, ("Address", "*"))));
        Assert.Equal(("DestinationUnreachable", "", 2150858770u), Facts(await GetAsync(service, Listener, ("Address", "*"), ("Transport", "HTTPS"))));
        Assert.Equal(("InvalidSelectors", "UnexpectedSelectors", 2150858843u), Facts(await GetAsync(service, Listener, ("Address", "*"), ("Transport", "HTTP"), ("Port", "5985"))));
    }

    [Fact]
    public async Task What_would_open_or_close_a_port_is_told_where_that_is_set()
    {
        var service = new TestService();
        var selectors = TestService.Selectors(("Address", "*"), ("Transport", "HTTP"));
        var got = (await GetAsync(service, Listener, ("Address", "*"), ("Transport", "HTTP"))).Body.Elements().Single();
        Assert.Equal("", (await service.AskAsync(TestService.Envelope(TestService.Transfer + "Put", Listener, got.ToString(), selectors))).FaultName);
        foreach (var (action, body) in new[] { ("Put", got.ToString().Replace("5985", "5995")), ("Create", $"<c:Listener xmlns:c=\"{Config}\"><c:Port>80</c:Port></c:Listener>"), ("Delete", "") })
        {
            var reply = await service.AskAsync(TestService.Envelope(TestService.Transfer + action, Listener, body, selectors));
            Assert.Equal(("UnsupportedFeature", "NotSupported", 2150858818u), Facts(reply));
            Assert.Contains("settings", reply.Text);
        }
        Assert.Equal(("InternalError", "", 2150859071u), Facts(await service.AskAsync(TestService.Envelope(TestService.Transfer + "Put", Listener, got.ToString().Replace("127.0.0.1", "10.0.0.1"), selectors))));
    }

    [Fact]
    public async Task A_certificate_is_mapped_read_changed_and_forgotten_as_in_4_2_3()
    {
        var service = new TestService();
        var keys = new[] { ("Issuer", Issuer), ("Subject", "*@mig.net"), ("URI", "*") };
        // The example's own body: other names of element and namespace, "password" in small letters.
        const string Body = "<cert:certmapping xmlns:cert=\"http://schemas.microsoft.com/wbem/wsman/1/config/service/certmapping.xsd\"><cert:UserName>ALICE</cert:UserName><cert:password>Bull_dog1</cert:password><cert:Enabled>true</cert:Enabled></cert:certmapping>";
        var created = await service.AskAsync(TestService.Envelope(TestService.Transfer + "Create", Mapping, Body, TestService.Selectors(keys)));
        Assert.Equal("", created.FaultName);
        Assert.Equal(3, created.Document.Descendants(Reply.W + "Selector").Count());
        Assert.Equal(new IdentityMapping(IdentityKind.Certificate, "*@mig.net", "alice", Issuer: Issuer.ToUpperInvariant()), service.Mappings.Mappings[^1]);
        Assert.Equal("AlreadyExists", (await service.AskAsync(TestService.Envelope(TestService.Transfer + "Create", Mapping, Body, TestService.Selectors(keys)))).FaultName);

        var got = await GetAsync(service, Mapping, keys);
        Assert.Equal(("alice", "true", ""), (got.Find(Cert + "UserName"), got.Find(Cert + "Enabled"), got.Find(Cert + "Password")));
        Assert.DoesNotContain("Bull_dog1", got.Text);

        var put = got.Body.Elements().Single().ToString().Replace(">true<", ">false<");
        Assert.Equal("false", (await service.AskAsync(TestService.Envelope(TestService.Transfer + "Put", Mapping, put, TestService.Selectors(keys)))).Find(Cert + "Enabled"));
        Assert.False(service.Mappings.Mappings[^1].Enabled);
        Assert.Equal(2150859122u, (await service.AskAsync(TestService.Envelope(TestService.Transfer + "Put", Mapping, put.Replace("*@mig.net", "*@other.net"), TestService.Selectors(keys)))).FaultNumber);

        var listed = await service.EnumerateAsync("<w:OptimizeEnumeration/><w:MaxElements>9</w:MaxElements>", Mapping);
        Assert.Single(listed.Document.Descendants(Cert + "CertMapping"));
        Assert.Equal("", (await service.AskAsync(TestService.Envelope(TestService.Transfer + "Delete", Mapping, "", TestService.Selectors(keys)))).FaultName);
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
        var values = new Dictionary<string, string> { ["Issuer"] = Issuer, ["Subject"] = "CN=alice", ["URI"] = "*", ["UserName"] = "alice" };
        values[name] = value;
        var reply = await service.AskAsync(TestService.Envelope(TestService.Transfer + "Create", Mapping, $"<c:CertMapping xmlns:c=\"{Mapping}\"><c:UserName>{values["UserName"]}</c:UserName></c:CertMapping>",
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

    private static (string, string, uint) Facts(Reply reply) => (reply.FaultName, reply.FaultDetail, reply.FaultNumber);
}
