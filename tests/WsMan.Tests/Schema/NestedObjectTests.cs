using Sekimori.WsMan.Tests.Kit;

namespace Sekimori.WsMan.Tests;

/// <summary>Objects within objects and references within references: a few levels are read, and no depth ends the process.</summary>
public sealed class NestedObjectTests
{
    private const string Space = "http://schemas.microsoft.com/wbem/wsman/1/wmi/root/cimv2/Test_Item";

    [Theory]
    [InlineData(1, true)]
    [InlineData(8, true)]
    [InlineData(40, false)]
    [InlineData(5_000, false)]
    public async Task Embedded_objects(int depth, bool isTaken)
    {
        var open = $"<i:Inner xmlns:i=\"{Space}\" xsi:type=\"i:Test_Item_Type\">";
        var inner = string.Concat(Enumerable.Repeat(open, depth)) + "<i:Text>deep</i:Text>"
            + string.Concat(Enumerable.Repeat("</i:Inner>", depth));
        await AssertAsync($"<p:Text>hello</p:Text>{inner.Replace("i:Inner", "p:Inner", StringComparison.Ordinal)}", isTaken);
    }

    [Theory]
    [InlineData(1, true)]
    [InlineData(4, true)]
    [InlineData(40, false)]
    [InlineData(2_000, false)]
    public async Task References(int depth, bool isTaken)
    {
        var reference = "item2";
        const string Open =
            $"<a:EndpointReference><a:Address>http://x</a:Address><a:ReferenceParameters><w:ResourceURI>" +
            $"{Space}</w:ResourceURI><w:SelectorSet><w:Selector Name=\"Name\">";
        const string Close = "</w:Selector></w:SelectorSet></a:ReferenceParameters></a:EndpointReference>";
        reference = string.Concat(Enumerable.Repeat(Open, depth)) + reference + string.Concat(Enumerable.Repeat(Close, depth));
        await AssertAsync($"<p:Text>hello</p:Text><p:Other>{reference}</p:Other>", isTaken);
    }

    private static async Task AssertAsync(string arguments, bool isTaken)
    {
        var body = $"<p:Echo_INPUT xmlns:p=\"{Space}\">{arguments}</p:Echo_INPUT>";
        var reply = await new TestService().AskAsync(
            TestService.Envelope(TestService.Item + "/Echo", TestService.Item, body), TestService.Operator);
        if (isTaken) Assert.Equal("", reply.FaultName);
        else Assert.Contains(reply.FaultName,
            (string[])["SchemaValidationError", "InvalidParameter", "InvalidSelectors", "EncodingLimit", "QuotaLimit"]);
    }
}
