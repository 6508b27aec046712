using Sekimori.WsMan.Tests.Kit;

namespace Sekimori.WsMan.Tests;

/// <summary>Headers that ask for something in the reply's headers, and limits of a Pull ([DSP0226] 6.5, 8.2.2, 8.4).</summary>
public sealed class RequestedReferenceTests
{
    [Fact]
    public async Task RequestEPR_is_answered_by_a_reference_that_leads_back()
    {
        var service = new TestService();
        var reply = await service.GetAsync(TestService.Selectors(("Name", "item1")) + "<w:RequestEPR s:mustUnderstand=\"true\"/>");
        var reference = reply.Document.Root!.Element(Reply.S + "Header")!.Element(Reply.W + "RequestedEPR")!.Element(
            Reply.A + "EndpointReference")!;
        Assert.Equal("item1", (string?)reference.Descendants(Reply.W + "Selector").Single());
        Assert.Single((await service.GetAsync(reference.Descendants(Reply.W + "SelectorSet").Single().ToString())).Items);
        Assert.Null((await service.GetAsync(TestService.Selectors(("Name", "item1")))).Find(Reply.W + "RequestedEPR"));
    }

    [Fact]
    public async Task Where_there_is_no_reference_the_reply_says_so()
    {
        var service = new TestService();
        Assert.NotNull((await service.EnumerateAsync(headers: "<w:RequestEPR/>")).Find(Reply.W + "EPRUnknown"));
        var shell = await service.OpenShellAsync();
        var gone = await service.AskAsync(
            TestService.Envelope(TestService.Transfer + "Delete", TestService.Shell, "",
            TestService.Selectors(("ShellId", shell)) + "<w:RequestEPR/>"), TestService.Operator);
        Assert.NotNull(gone.Find(Reply.W + "EPRInvalid"));
    }

    [Fact]
    public async Task Nobody_has_counted_the_items_of_an_enumeration()
    {
        var reply = await new TestService().EnumerateAsync(headers: "<w:RequestTotalItemsCountEstimate/>");
        Assert.Equal("true", (string?)reply.Document.Descendants(Reply.W + "TotalItemsCountEstimate").Single()
            .Attribute(Reply.Xsi + "nil"));
    }

    [Fact]
    public async Task MaxCharacters_bounds_the_items_of_a_pull_and_nothing_is_lost()
    {
        var service = new TestService(new TestObjects(6) { Text = new string('x', 2000) });
        var context = (await service.EnumerateAsync()).Context;
        var seen = 0;
        for (var i = 0; i < 6; i++)
        {
            var reply = await service.PullAsync(context, 100, extra: "<n:MaxCharacters>9000</n:MaxCharacters>");
            Assert.Equal("", reply.FaultName);
            var items = reply.Document.Descendants(Reply.N + "Items").Single();
            Assert.InRange(items.ToString(System.Xml.Linq.SaveOptions.DisableFormatting).Length, 1, 9500);
            seen += reply.Items.Count();
            if (reply.Ended) break;
        }
        Assert.Equal(6, seen);
    }

    [Fact]
    public async Task An_enumeration_of_settings_tables_is_renewed_and_asked_about()
    {
        var service = new TestService();
        const string Listener = "http://schemas.microsoft.com/wbem/wsman/1/config/listener";
        var context = (await service.EnumerateAsync("", Listener)).Context;
        foreach (var name in new[] { "Renew", "GetStatus" })
        {
            var reply = await service.AskAsync(
                TestService.Envelope(TestService.Enumeration + name, Listener,
                $"<n:{name}><n:EnumerationContext>{context}</n:EnumerationContext></n:{name}>"));
            Assert.NotNull(reply.Find(Reply.N + "Expires"));
        }
    }
}
