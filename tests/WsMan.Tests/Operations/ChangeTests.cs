using System.Xml.Linq;
using Sekimori.WsMan.Tests.Kit;

namespace Sekimori.WsMan.Tests;

/// <summary>Put, Create and Delete of objects, whole and by fragment ([DSP0226] 7).</summary>
public sealed class ChangeTests
{
    private static readonly string Item1 = TestService.Selectors(("Name", "item1"));
    private static readonly string Fragment = "<w:FragmentTransfer s:mustUnderstand=\"true\">{0}</w:FragmentTransfer>";

    [Fact]
    public async Task An_object_that_was_got_changed_and_put_back_changes_only_that()
    {
        var service = new TestService();
        var item = Assert.Single((await service.GetAsync(Item1)).Items);
        item.Element(Reply.P + "Number")!.Value = "77";
        item.Elements(Reply.P + "Words").First().Value = "uno";
        item.Element(Reply.P + "Inner")!.Elements().Single(e => e.Name.LocalName == "Text").Value = "inside";
        var reply = await PutAsync(service, item.ToString());
        Assert.Equal("", reply.FaultName);
        Assert.Equal("http://schemas.xmlsoap.org/ws/2004/09/transfer/PutResponse", reply.Header(Reply.A + "Action"));
        Assert.Single(reply.Items);
        var change = Assert.Single(service.Objects.Changes);
        Assert.StartsWith("put item1: ", change, StringComparison.Ordinal);
        Assert.Equal(["Inner", "Number", "Words"],
            change["put item1: ".Length..].Split(", ").Where(p => p.Contains('=')).Select(p => p.Split('=')[0]).Order());
    }

    [Fact]
    public async Task Nothing_is_changed_by_putting_back_what_was_got()
    {
        var service = new TestService();
        var item = Assert.Single((await service.GetAsync(Item1)).Items);
        Assert.Equal("", (await PutAsync(service, item.ToString())).FaultName);
        Assert.Equal("put item1: ", Assert.Single(service.Objects.Changes));
    }

    [Theory]
    [InlineData("<i:Test_Item><i:Nope>1</i:Nope></i:Test_Item>", "InvalidRepresentation")]
    [InlineData("<i:Test_Item><i:Number>many</i:Number></i:Test_Item>", "InvalidRepresentation")]
    [InlineData("<i:Test_Item><i:Name>item2</i:Name></i:Test_Item>", "InvalidRepresentation")]
    [InlineData("<i:Test_Inner><i:Id>2</i:Id></i:Test_Inner>", "InvalidRepresentation")]
    [InlineData("", "InvalidRepresentation")]
    public async Task A_representation_that_does_not_fit_is_refused_and_nothing_done(string body, string fault)
    {
        var service = new TestService();
        var reply = await PutAsync(service, body);
        Assert.Equal(fault, reply.FaultName);
        Assert.Empty(service.Objects.Changes);
    }

    [Theory]
    [InlineData("Text", "<i:Text>new</i:Text>", "put item1: Text=new")]
    [InlineData("Text/text()", "new", "put item1: Text=new")]
    [InlineData("p:Test_Item/p:Number", "<i:Number>5</i:Number>", "put item1: Number=5")]
    [InlineData("Words[2]", "<i:Words>zwei</i:Words>", "put item1: Words={one, zwei}")]
    [InlineData("Text", "<i:Text xsi:nil=\"true\"/>", "put item1: Text=")]
    public async Task A_fragment_changes_one_property(string path, string content, string change)
    {
        var service = new TestService();
        var reply = await PutAsync(service, $"<w:XmlFragment>{content}</w:XmlFragment>", string.Format(null, Fragment, path));
        Assert.Equal("", reply.FaultName);
        Assert.NotNull(reply.Find(Reply.W + "XmlFragment"));
        Assert.Equal(Normal(change), Normal(Assert.Single(service.Objects.Changes)));

        static string Normal(string text) =>
            text.Replace("{", "", StringComparison.Ordinal).Replace("}", "", StringComparison.Ordinal)
            .Replace("\"", "", StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Words[9]", "<i:Words>x</i:Words>", "CannotProcessFilter")]
    [InlineData("Text", "<i:Number>5</i:Number>", "InvalidRepresentation")]
    [InlineData("/Text", "<i:Text>x</i:Text>", "CannotProcessFilter")]
    [InlineData("Nope", "<i:Nope>x</i:Nope>", "CannotProcessFilter")]
    public async Task A_fragment_that_does_not_fit_is_refused(string path, string content, string fault)
    {
        var service = new TestService();
        Assert.Equal(
            fault, (await PutAsync(service, $"<w:XmlFragment>{content}</w:XmlFragment>", string.Format(null, Fragment, path))).FaultName);
        Assert.Empty(service.Objects.Changes);
    }

    [Fact]
    public async Task What_is_created_is_answered_by_its_reference()
    {
        var service = new TestService();
        var reply = await AskAsync(service, "Create",
            "<i:Test_Item><i:Name>fresh</i:Name><i:Number>3</i:Number><i:Text xsi:nil=\"true\"/></i:Test_Item>", "");
        Assert.Equal("", reply.FaultName);
        XNamespace transfer = "http://schemas.xmlsoap.org/ws/2004/09/transfer";
        var created = reply.Document.Descendants(transfer + "ResourceCreated").Single();
        Assert.Equal(TestService.Item, (string?)created.Descendants(Reply.W + "ResourceURI").Single());
        Assert.Equal("fresh", (string?)created.Descendants(Reply.W + "Selector").Single());
        Assert.Equal("create: Name=fresh, Number=3", Assert.Single(service.Objects.Changes));
        Assert.Equal(
            "AlreadyExists", (await AskAsync(service, "Create", "<i:Test_Item><i:Name>item0</i:Name></i:Test_Item>", "")).FaultName);
    }

    [Fact]
    public async Task Delete_answers_with_an_empty_body()
    {
        var service = new TestService();
        var reply = await AskAsync(service, "Delete", "", Item1);
        Assert.Equal("", reply.FaultName);
        Assert.Empty(reply.Body.Elements());
        Assert.Equal("delete Test_Item.Name=\"item1\"", Assert.Single(service.Objects.Changes));
        Assert.Equal("DestinationUnreachable", (await AskAsync(service, "Delete", "", TestService.Selectors(("Name", "item9")))).FaultName);
    }

    [Theory]
    [InlineData("Put")]
    [InlineData("Create")]
    [InlineData("Delete")]
    public async Task Only_an_administrator_changes_objects(string operation)
    {
        var service = new TestService();
        foreach (var caller in new[] { TestService.Reader, TestService.Operator })
            Assert.Equal(
                "AccessDenied",
                (await service.AskAsync(TestService.Envelope(TestService.Transfer + operation, TestService.Item, "", Item1),
                caller)).FaultName);
        Assert.Empty(service.Objects.Changes);
    }

    [Theory]
    [InlineData("Words", 3)]
    [InlineData("Words[2]", 3)]
    [InlineData("Words[3]", 0)]
    [InlineData("Nothing", 0)]
    [InlineData("p:Test_Item/p:Text/text()", 3)]
    public async Task A_path_as_a_filter_selects_the_objects_that_have_the_part(string path, int count)
    {
        var reply = await new TestService().EnumerateAsync(
            $"<w:OptimizeEnumeration/><w:MaxElements>10</w:MaxElements><w:Filter " +
            $"Dialect=\"http://www.w3.org/TR/1999/REC-xpath-19991116\">{path}</w:Filter>");
        Assert.Equal("", reply.FaultName);
        Assert.Equal(count, reply.Document.Descendants(Reply.P + "Test_Item").Count());
    }

    [Fact]
    public async Task A_class_is_defined_in_cim_xml()
    {
        const string Classes = "http://schemas.dmtf.org/wbem/cim-xml/2/cim-schema/2/*";
        var service = new TestService();
        var reply = await service.AskAsync(
            TestService.Envelope(TestService.Transfer + "Get", Classes, "",
            TestService.Selectors(("__cimnamespace", "root/cimv2"), ("ClassName", "test_item"))), TestService.Reader);
        var definition = reply.Body.Element("CLASS")!;
        Assert.Equal(("Test_Item", "Test_Base", "Test_Base"),
            ((string?)definition.Attribute("NAME"), (string?)definition.Attribute("SUPERCLASS"),
            (string?)definition.Attribute("DERIVATION")));
        var name = definition.Elements("PROPERTY").Single(p => (string?)p.Attribute("NAME") == "Name");
        Assert.Equal("true", (string?)name.Attribute("PROPAGATED"));
        Assert.Equal("key", (string?)name.Element("QUALIFIER")!.Attribute("NAME"));
        Assert.Equal("string", (string?)definition.Elements("PROPERTY.ARRAY").Single(p => (string?)p.Attribute("NAME") == "Words")
            .Attribute("TYPE"));
        Assert.Equal("Other", (string?)definition.Element("PROPERTY.REFERENCE")!.Attribute("NAME"));
        Assert.Equal("Echo", (string?)definition.Element("METHOD")!.Attribute("NAME"));
        Assert.Equal("DestinationUnreachable",
            (await service.AskAsync(
            TestService.Envelope(TestService.Transfer + "Get", Classes, "", TestService.Selectors(("ClassName", "Test_Nope"))),
            TestService.Reader)).FaultName);
        Assert.Equal("InsufficientSelectors",
            (await service.AskAsync(TestService.Envelope(TestService.Transfer + "Get", Classes), TestService.Reader)).FaultDetail);
        var all = await service.EnumerateAsync("<w:OptimizeEnumeration/><w:MaxElements>100</w:MaxElements>", Classes);
        Assert.Equal(["Test_Base", "Test_Inner", "Test_Item"],
            all.Document.Descendants("CLASS").Select(c => (string?)c.Attribute("NAME")).Order());
        var derived = await service.EnumerateAsync(
            "<w:OptimizeEnumeration/><w:MaxElements>100</w:MaxElements><w:EnumerationMode>EnumerateEPR</w:EnumerationMode>", Classes,
            headers: TestService.Selectors(("ClassName", "Test_Base")));
        Assert.Equal("Test_Item", (string?)derived.Document.Descendants(Reply.W + "Selector")
            .Single(s => (string?)s.Attribute("Name") == "ClassName"));
    }

    private static Task<Reply> PutAsync(TestService service, string body, string headers = "") =>
        AskAsync(service, "Put", body, Item1 + headers);

    private static Task<Reply> AskAsync(TestService service, string operation, string body, string headers) =>
        service.AskAsync(TestService.Envelope(TestService.Transfer + operation, TestService.Item, body, headers)
            .Replace("xmlns:rsp=", $"xmlns:i=\"{TestService.Item}\" xmlns:rsp=", StringComparison.Ordinal));
}
