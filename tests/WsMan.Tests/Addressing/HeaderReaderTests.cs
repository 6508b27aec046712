using Sekimori.WsMan.Tests.Kit;

namespace Sekimori.WsMan.Tests;

public sealed class HeaderReaderTests
{
    private static readonly string Item1 = TestService.Selectors(("Name", "item1"));

    [Theory]
    [InlineData("<x:Unknown xmlns:x=\"urn:x\" s:mustUnderstand=\"true\"/>", "MustUnderstand", 2150858768u)]
    [InlineData("<x:Unknown xmlns:x=\"urn:x\" s:mustUnderstand=\"1\"/>", "MustUnderstand", 2150858768u)]
    [InlineData("<w:Locale xml:lang=\"fr\" s:mustUnderstand=\"true\"/>", "UnsupportedFeature", 2150858887u)]
    [InlineData("<p:DataLocale xml:lang=\"fr\" s:mustUnderstand=\"true\"/>", "UnsupportedFeature", 2150858887u)]
    public async Task What_must_be_understood_and_is_not_faults(string header, string fault, uint number)
    {
        // The envelope has a Locale already, and one is all that it may have.
        var envelope = TestService.Envelope(TestService.Transfer + "Get", TestService.Item, "", Item1 + header)
            .Replace("<w:Locale xml:lang=\"en-US\" s:mustUnderstand=\"false\"/>", "");
        var reply = await new TestService().AskAsync(envelope);
        Assert.Equal((fault, number), (reply.FaultName, reply.FaultNumber));
        Assert.Equal("uuid:A7C5A518-0000-4000-8000-000000000001", reply.Header(Reply.A + "RelatesTo"));
    }

    [Fact]
    public async Task The_header_that_is_not_understood_is_named()
    {
        var reply = await new TestService().GetAsync(Item1 + "<x:Unknown xmlns:x=\"urn:x\" s:mustUnderstand=\"true\"/>");
        var named = reply.Document.Descendants(Reply.S + "NotUnderstood").Single();
        Assert.Equal("u:Unknown", (string?)named.Attribute("qname"));
        Assert.Equal("urn:x", named.GetNamespaceOfPrefix("u")?.NamespaceName);
    }

    [Theory]
    [InlineData("<x:Unknown xmlns:x=\"urn:x\" mustUnderstand=\"true\"/>")]
    [InlineData("<x:Unknown xmlns:x=\"urn:x\" s:mustUnderstand=\"false\"><x:y><x:z/>text</x:y></x:Unknown>")]
    [InlineData("<x:Unknown xmlns:x=\"urn:x\" s:mustUnderstand=\"true\" s:role=\"urn:somebody-else\"/>")]
    [InlineData("<p:OperationID s:mustUnderstand=\"false\">uuid:1</p:OperationID><p:SequenceId " +
        "s:mustUnderstand=\"false\">1</p:SequenceId><p:SessionId s:mustUnderstand=\"false\">uuid:2</p:SessionId>")]
    [InlineData("<!-- a comment --><w:RequestTotalItemsCountEstimate/>")]
    public async Task What_need_not_be_understood_is_passed_over(string header) =>
        Assert.Equal("", (await new TestService().GetAsync(Item1 + header)).FaultName);

    [Theory]
    [InlineData("<a:MessageID>uuid:A7C5A518-0000-4000-8000-000000000001</a:MessageID>", "InvalidMessageInformationHeader")]
    [InlineData("<a:Action s:mustUnderstand=\"true\">http://schemas.xmlsoap.org/ws/2004/09/transfer/Get</a:Action>",
        "MessageInformationHeaderRequired")]
    [InlineData("<a:ReplyTo><a:Address " +
        "s:mustUnderstand=\"true\">http://schemas.xmlsoap.org/ws/2004/08/addressing/role/anonymous</a:Address></a:ReplyTo>",
        "MessageInformationHeaderRequired")]
    [InlineData("<w:ResourceURI " +
        "s:mustUnderstand=\"true\">http://schemas.microsoft.com/wbem/wsman/1/wmi/root/cimv2/Test_Item</w:ResourceURI>",
        "DestinationUnreachable")]
    public async Task A_missing_header_is_a_fault(string header, string fault)
    {
        var envelope = TestService.Envelope(TestService.Transfer + "Get", TestService.Item, "", Item1);
        Assert.Contains(header, envelope);
        Assert.Equal(fault, (await new TestService().AskAsync(envelope.Replace(header, ""))).FaultName);
    }

    [Fact]
    public async Task Replies_go_to_the_anonymous_address_only()
    {
        var reply = await new TestService().AskAsync(
            TestService.Envelope(TestService.Transfer + "Get", TestService.Item, "", Item1, replyTo: "http://elsewhere/"));
        Assert.Equal(("UnsupportedFeature", "AddressingMode"), (reply.FaultName, reply.FaultDetail));
    }

    [Theory]
    [InlineData("8191", "EncodingLimit")]
    [InlineData("0", "EncodingLimit")]
    [InlineData("-1", "EncodingLimit")]
    [InlineData("8192", "")]
    [InlineData("99999999999", "")]
    [InlineData("many", "SchemaValidationError")]
    [InlineData(null, "")]
    public async Task MaxEnvelopeSize_has_a_least_value(string? size, string fault) =>
        Assert.Equal(fault, (await new TestService().GetAsync(Item1, size: size)).FaultName);

    [Theory]
    [InlineData("PT20S", "")]
    [InlineData("PT60.000S", "")]
    [InlineData("PT1M", "")]
    [InlineData("P1DT2H3M4.5S", "")]
    [InlineData("P99999999D", "InvalidMessageInformationHeader")]
    [InlineData("-PT1S", "InvalidMessageInformationHeader")]
    [InlineData("20", "InvalidMessageInformationHeader")]
    public async Task OperationTimeout_is_any_duration(string timeout, string fault)
    {
        var reply = await new TestService().AskAsync(
            TestService.Envelope(TestService.Transfer + "Get", TestService.Item, "", Item1, timeout: timeout));
        Assert.Equal(fault, reply.FaultName);
    }

    [Fact]
    public async Task Prefixes_and_the_order_of_headers_do_not_matter()
    {
        const string Envelope = """
            <?xml version="1.0" encoding="utf-8"?>
            <Envelope xmlns="http://www.w3.org/2003/05/soap-envelope">
              <Header xmlns:q="http://schemas.xmlsoap.org/ws/2004/08/addressing" xmlns:z="http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd">
                <z:SelectorSet><z:Selector Name="NAME"> item2 </z:Selector></z:SelectorSet>
                <q:MessageID>  urn:1  </q:MessageID>
                <q:Action> http://schemas.xmlsoap.org/ws/2004/09/transfer/Get </q:Action>
                <z:ResourceURI>
                  http://schemas.microsoft.com/wbem/wsman/1/wmi/ROOT/CIMV2/test_item
                </z:ResourceURI>
                <q:ReplyTo><q:ReferenceParameters><any/></q:ReferenceParameters><q:Address>http://schemas.xmlsoap.org/ws/2004/08/addressing/role/anonymous</q:Address></q:ReplyTo>
              </Header>
              <Body/>
            </Envelope>
            """;
        var reply = await new TestService().AskAsync(Envelope);
        Assert.Equal("item2", (string?)Assert.Single(reply.Items).Element(Reply.P + "Name"));
        Assert.Equal("urn:1", reply.Header(Reply.A + "RelatesTo"));
    }
}
