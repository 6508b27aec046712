using System.Xml.Linq;
using Sekimori.WsMan.Addressing;
using Sekimori.WsMan.Soap;
using Sekimori.WsMan.Tests.Kit;

namespace Sekimori.WsMan.Tests;

/// <summary>
/// The list of headers that are understood: each has its section, each comes once, and real clients send no others that must be understood.
/// </summary>
public sealed class HeaderCatalogueTests
{
    // What is in a header where a single word will not do.
    private static readonly Dictionary<string, string> Contents = new()
    {
        ["OperationTimeout"] = "PT20S", ["MaxEnvelopeSize"] = "153600", ["SequenceId"] = "1", ["SequenceID"] = "1",
        ["ReplyTo"] = $"<a:Address>{WellKnown.Anonymous}</a:Address>",
        ["FaultTo"] = $"<a:Address>{WellKnown.Anonymous}</a:Address>", ["SelectorSet"] = "<w:Selector Name=\"Name\">item1</w:Selector>",
        ["OptionSet"] = "<w:Option Name=\"one\">1</w:Option>",
        ["Locale"] = "", ["DataLocale"] = "", ["RequestEPR"] = "", ["RequestTotalItemsCountEstimate"] = "",
    };

    public static TheoryData<string, string> Once =>
        new(
        HeaderCatalogue.All.SelectMany(space => space.Value.Where(header => !header.MayRepeat).Select(header => (space.Key, header.Name))));

    [Theory]
    [MemberData(nameof(Once))]
    public async Task A_header_comes_once(string space, string name)
    {
        var header = $"<h:{name} xmlns:h=\"{space}\">{Contents.GetValueOrDefault(name, "word")}</h:{name}>";
        var others = XDocument.Parse(TestService.Envelope(TestService.Transfer + "Get", TestService.Item));
        others.Descendants((XNamespace)space + name).Remove();
        var rest = others.ToString(SaveOptions.DisableFormatting);
        var once = await new TestService().AskAsync(rest.Replace("</s:Header>", header + "</s:Header>", StringComparison.Ordinal));
        Assert.DoesNotContain("is repeated", once.Text, StringComparison.Ordinal);
        // Side by side, and with everything else between them.
        foreach (var twice in (string[])[
            rest.Replace("</s:Header>", header + header + "</s:Header>", StringComparison.Ordinal),
            rest.Replace("<s:Header>", "<s:Header>" + header, StringComparison.Ordinal)
                .Replace("</s:Header>", header + "</s:Header>", StringComparison.Ordinal)])
        {
            var reply = await new TestService().AskAsync(twice);
            Assert.Equal("InvalidMessageInformationHeader", reply.FaultName);
            Assert.Contains($"The header {name} is not valid: it is repeated.", reply.Text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Of_two_spellings_of_one_header_only_one_comes()
    {
        var reply = await new TestService().GetAsync(
            TestService.Selectors(("Name", "item1")) + "<p:SequenceId>1</p:SequenceId><p:SequenceID>2</p:SequenceID>");
        Assert.Equal("InvalidMessageInformationHeader", reply.FaultName);
    }

    [Theory]
    [InlineData("<y s:mustUnderstand=\"true\"/>", "y")]
    [InlineData("<xml:y s:mustUnderstand=\"true\"/>", "xml:y")]
    [InlineData("<p:Action s:mustUnderstand=\"true\">urn:x</p:Action>", "u:Action")]
    [InlineData("<w:Action s:mustUnderstand=\"1\">urn:x</w:Action>", "u:Action")]
    [InlineData("<a10:Action xmlns:a10=\"http://www.w3.org/2005/08/addressing\" s:mustUnderstand=\"true\">urn:x</a10:Action>", "u:Action")]
    [InlineData("<x:ResourceURI xmlns:x=\"urn:x\" s:mustUnderstand=\" true \">urn:x</x:ResourceURI>", "u:ResourceURI")]
    public async Task A_header_of_another_namespace_is_not_understood(string header, string name)
    {
        var reply = await new TestService().GetAsync(TestService.Selectors(("Name", "item1")) + header);
        Assert.Equal(("MustUnderstand", name),
            (reply.FaultName, (string?)reply.Document.Descendants(Reply.S + "NotUnderstood").Single().Attribute("qname")));
    }

    [Fact]
    public async Task What_is_addressed_to_another_role_is_not_read()
    {
        var item = TestService.Selectors(("Name", "item1"));
        Assert.Equal("", (await new TestService().GetAsync(item + "<a:Action s:role=\"urn:somebody-else\">urn:x</a:Action>")).FaultName);
        Assert.Equal("MessageInformationHeaderRequired",
            (await new TestService().AskAsync(
            Requests.All["get"].Replace("<a:Action ", "<a:Action s:role=\"urn:somebody-else\" ", StringComparison.Ordinal))).FaultName);
    }

    [Fact]
    public void Each_header_names_its_section() =>
        Assert.All(HeaderCatalogue.All.Values.SelectMany(headers => headers), header =>
        Assert.Matches(@"^\[(DSP0226|MS-WSMV)\] \d", header.Section));

    [Fact]
    public void Every_header_that_clients_of_the_vectors_send_is_on_the_list()
    {
        var assembly = typeof(HeaderCatalogueTests).Assembly;
        var count = 0;
        foreach (var name in assembly.GetManifestResourceNames())
        {
            using var stream = assembly.GetManifestResourceStream(name)!;
            foreach (var header in XDocument.Load(stream).Root!.Elements(Reply.S + "Header").Elements())
            {
                Assert.True(HeaderCatalogue.All.TryGetValue(header.Name.NamespaceName, out var known)
                    && known.Any(one => one.Name == header.Name.LocalName), $"{name}: {header.Name}");
                count++;
            }
        }
        Assert.True(count > 200, $"{count} headers");
    }
}
