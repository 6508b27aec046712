using System.Xml.Linq;
using Sekimori.WsMan.Tests.Kit;

namespace Sekimori.WsMan.Tests;

public sealed class GetTests
{
    private static readonly string Item1 = TestService.Selectors(("name", "ITEM1".ToLowerInvariant()));

    [Fact]
    public async Task An_instance_has_every_kind_of_value_in_its_xml_form()
    {
        var reply = await new TestService().GetAsync(Item1);
        Assert.Equal(200, reply.Status);
        Assert.Equal("http://schemas.xmlsoap.org/ws/2004/09/transfer/GetResponse", reply.Header(Reply.A + "Action"));
        Assert.Equal("uuid:A7C5A518-0000-4000-8000-000000000001", reply.Header(Reply.A + "RelatesTo"));
        var item = Assert.Single(reply.Items);
        Assert.Equal("p:Test_Item_Type", (string?)item.Attribute(Reply.Xsi + "type"));
        Assert.Equal("1", Value("Number"));
        Assert.Equal("18446744073709551615", Value("Big"));
        Assert.Equal("text & <text>", Value("Text"));
        Assert.Equal(["one", "two"], item.Elements(Reply.P + "Words").Select(e => e.Value));
        Assert.Equal("2026-11-22T06:00:00+09:00", (string?)item.Element(Reply.P + "When")!.Element(Reply.Cim + "Datetime"));
        Assert.Equal("P1DT2H3M4S", (string?)item.Element(Reply.P + "Lasts")!.Element(Reply.Cim + "Interval"));
        Assert.Equal("true", Value("Flag"));
        Assert.Equal("1.5", Value("Real"));
        Assert.Equal("x", Value("Letter"));
        Assert.Equal("true", (string?)item.Element(Reply.P + "Nothing")!.Attribute(Reply.Xsi + "nil"));
        Assert.Equal("item0", (string?)item.Element(Reply.P + "Other")!.Descendants(Reply.W + "Selector").Single());
        Assert.Equal(TestService.Item, (string?)item.Element(Reply.P + "Other")!.Descendants(Reply.W + "ResourceURI").Single());
        XNamespace inner = "http://schemas.microsoft.com/wbem/wsman/1/wmi/root/cimv2/Test_Inner";
        Assert.Equal("within", (string?)item.Element(Reply.P + "Inner")!.Element(inner + "Text"));
        Assert.Equal(["1", "255"], item.Elements(Reply.P + "Bytes").Select(e => e.Value));
        var names = item.Elements().Select(e => e.Name.LocalName).ToArray();
        Assert.Equal(names.Order(StringComparer.OrdinalIgnoreCase), names);

        string? Value(string name) => (string?)item.Element(Reply.P + name);
    }

    [Fact]
    public async Task Characters_that_xml_cannot_hold_become_question_marks()
    {
        var service = new TestService(new TestObjects(3) { Text = "a\u0001b\u001f\ud800c\ud83d\ude00" });
        var item = Assert.Single((await service.GetAsync(Item1)).Items);
        Assert.Equal("a?b??c\ud83d\ude00", (string?)item.Element(Reply.P + "Text"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_request_in_utf16_is_answered_in_utf16(bool bigEndian)
    {
        var encoding = new System.Text.UnicodeEncoding(bigEndian, byteOrderMark: true);
        var envelope = TestService.Envelope(TestService.Transfer + "Get", TestService.Item, "", TestService.Selectors(("Name", "item1")));
        var reply = await new TestService().AskAsync([.. encoding.GetPreamble(), .. encoding.GetBytes(envelope)]);
        Assert.Equal(encoding.GetPreamble(), reply.Bytes[..2]);
        Assert.True(reply.Fault is null, reply.Document.ToString());
        Assert.Single(reply.Items);
    }

    [Fact]
    public async Task The_dmtf_uri_and_the_namespace_selector_lead_to_the_same_class()
    {
        var service = new TestService();
        var envelope = TestService.Envelope(
            TestService.Transfer + "Get", "http://schemas.dmtf.org/wbem/wscim/1/cim-schema/2/Test_Item", "",
            TestService.Selectors(("Name", "item1"), ("__cimnamespace", "root\\cimv2")));
        var reply = await service.AskAsync(envelope);
        Assert.Equal("item1", reply.Find(XName.Get("Name", "http://schemas.dmtf.org/wbem/wscim/1/cim-schema/2/Test_Item")));
    }

    [Theory]
    [InlineData("Name", "item99", "DestinationUnreachable")]
    [InlineData("Nam", "item1", "InvalidSelectors")]
    public async Task Selectors_that_lead_nowhere_are_named_faults(string name, string value, string fault)
    {
        var reply = await new TestService().GetAsync(TestService.Selectors((name, value)));
        Assert.Equal((500, fault), (reply.Status, reply.FaultName));
    }

    [Fact]
    public async Task A_class_that_is_not_there_is_unreachable()
    {
        var reply = await new TestService().AskAsync(TestService.Envelope(TestService.Transfer + "Get", TestService.Item + "2"));
        Assert.Equal(("DestinationUnreachable", "InvalidResourceURI"), (reply.FaultName, reply.FaultDetail));
    }

    [Fact]
    public async Task A_selector_given_twice_is_a_fault()
    {
        var reply = await new TestService().GetAsync(TestService.Selectors(("Name", "item1"), ("NAME", "item2")));
        Assert.Equal(("InvalidSelectors", "DuplicateSelectors"), (reply.FaultName, reply.FaultDetail));
    }

    [Theory]
    [InlineData("Text", "<p:Text")]
    [InlineData("p:Test_Item/p:Text", "<p:Text")]
    [InlineData("Words[2]", ">two</p:Words>")]
    [InlineData("Number/text()", ">1</w:XmlFragment>")]
    public async Task A_fragment_is_the_part_that_its_path_names(string path, string expected)
    {
        var reply = await new TestService().GetAsync(Item1 + $"<w:FragmentTransfer s:mustUnderstand=\"true\">{path}</w:FragmentTransfer>");
        Assert.Contains(expected, reply.Text);
        Assert.Empty(reply.Items);
    }

    [Theory]
    [InlineData("/Text", "CannotProcessFilter")]
    [InlineData("NoSuch", "CannotProcessFilter")]
    [InlineData("Words[3]", "CannotProcessFilter")]
    [InlineData("a/b/c", "CannotProcessFilter")]
    public async Task A_fragment_that_cannot_be_found_is_a_fault(string path, string fault)
    {
        var reply = await new TestService().GetAsync(Item1 + $"<w:FragmentTransfer s:mustUnderstand=\"true\">{path}</w:FragmentTransfer>");
        Assert.Equal(fault, reply.FaultName);
    }

    [Fact]
    public async Task A_fragment_that_need_not_be_understood_is_a_fault()
    {
        var reply = await new TestService().GetAsync(Item1 + "<w:FragmentTransfer s:mustUnderstand=\"false\">Text</w:FragmentTransfer>");
        Assert.Equal("InvalidMessageInformationHeader", reply.FaultName);
    }

    [Fact]
    public async Task A_reply_beyond_the_clients_size_is_an_encoding_limit()
    {
        var service = new TestService(new TestObjects(3) { Text = new string('x', 9000) });
        var reply = await service.GetAsync(Item1, size: "8192");
        Assert.Equal(("EncodingLimit", "MaxEnvelopeSizeExceeded", 2150858824u), (reply.FaultName, reply.FaultDetail, reply.FaultNumber));
    }
}
