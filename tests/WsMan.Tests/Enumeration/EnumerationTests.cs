using System.Xml.Linq;
using Sekimori.WsMan.Operations;
using Sekimori.WsMan.Tests.Kit;

namespace Sekimori.WsMan.Tests;

[Collection("Memory")]
[Trait("Size", "Large")]
public sealed class EnumerationTests
{
    private const string Optimized = "<w:OptimizeEnumeration/><w:MaxElements>{0}</w:MaxElements>";

    [Fact]
    public async Task Items_come_by_pulls_until_the_end_of_the_sequence()
    {
        var service = new TestService();
        var opened = await service.EnumerateAsync();
        Assert.StartsWith("uuid:", opened.Context);
        Assert.Empty(opened.Items);
        var first = await service.PullAsync(opened.Context, 2);
        Assert.Equal(["item0", "item1"], Names(first));
        Assert.False(first.Ended);
        var last = await service.PullAsync(first.Context, 2);
        Assert.Equal(["item2"], Names(last));
        Assert.True(last.Ended);
        Assert.Equal("", last.Context);
        Assert.Equal("InvalidEnumerationContext", (await service.PullAsync(opened.Context)).FaultName);
        Assert.Equal(0, service.Service.Open.Enumerations);
        Assert.Equal(1, service.Objects.Closed);
    }

    [Fact]
    public async Task An_optimized_enumeration_that_fits_needs_no_pull()
    {
        var service = new TestService();
        var reply = await service.EnumerateAsync(string.Format(Optimized, 3));
        Assert.Equal(["item0", "item1", "item2"], Names(reply));
        Assert.True(reply.Ended);
        Assert.Equal("http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd",
            reply.Document.Descendants(Reply.W + "Items").Single().Name.NamespaceName);
        Assert.Equal(0, service.Service.Open.Enumerations);
    }

    // [MS-WSMV] 4.6.2. Clients that pull until there is no context asked for one that had ended, and got a fault.
    [Theory]
    [InlineData("utf-8")]
    [InlineData("utf-16")]
    public async Task The_last_reply_of_an_enumeration_names_no_context(string charset)
    {
        var service = new TestService();
        var envelope = TestService.Envelope(
            TestService.Enumeration + "Enumerate", TestService.Item, $"<n:Enumerate>{string.Format(Optimized, 3)}</n:Enumerate>");
        var whole = await service.AskAsync(
            charset == "utf-8" ? System.Text.Encoding.UTF8.GetBytes(envelope) : System.Text.Encoding.Unicode.GetBytes(envelope));
        Assert.True(whole.Ended);
        Assert.Equal(3, whole.Items.Count());
        Assert.Equal("", Assert.Single(whole.Document.Descendants(Reply.N + "EnumerationContext")).Value);
        var part = await service.EnumerateAsync(string.Format(Optimized, 2));
        Assert.NotEqual("", part.Context);
        var last = await service.PullAsync(part.Context, 2);
        Assert.True(last.Ended);
        Assert.Empty(last.Document.Descendants(Reply.N + "EnumerationContext"));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task A_client_that_pulls_until_there_is_no_context_gets_everything_and_no_fault(int most)
    {
        var service = new TestService();
        var reply = await service.EnumerateAsync(string.Format(Optimized, most));
        var count = reply.Items.Count();
        for (; reply.Context.Length > 0; count += reply.Items.Count())
        {
            reply = await service.PullAsync(reply.Context, most);
            Assert.Equal("", reply.FaultName);
        }
        Assert.Equal(3, count);
    }

    [Fact]
    public async Task An_optimized_enumeration_that_does_not_fit_goes_on_by_pulls()
    {
        var service = new TestService();
        var reply = await service.EnumerateAsync(string.Format(Optimized, 2));
        Assert.False(reply.Ended);
        var last = await service.PullAsync(reply.Context, 20);
        Assert.Equal(["item2"], Names(last));
        Assert.True(last.Ended);
    }

    [Fact]
    public async Task Without_MaxElements_one_item_comes()
    {
        Assert.Single((await new TestService().EnumerateAsync("<w:OptimizeEnumeration/>")).Items);
    }

    [Fact]
    public async Task Replies_obey_MaxEnvelopeSize_and_nothing_is_lost()
    {
        var service = new TestService(new TestObjects(50));
        var names = new List<string>();
        var reply = await service.EnumerateAsync(string.Format(Optimized, 1000), size: "8192");
        Assert.InRange(reply.Items.Count(), 2, 49);
        while (true)
        {
            Assert.Equal("", reply.FaultName);
            Assert.InRange(reply.Bytes.Length, 0, 8192);
            names.AddRange(Names(reply));
            if (reply.Ended) break;
            reply = await service.PullAsync(reply.Context, 1000, size: "8192");
        }
        Assert.Equal(Enumerable.Range(0, 50).Select(i => "item" + i), names);
    }

    [Fact]
    public async Task An_item_that_never_fits_is_a_fault_and_stays_for_a_larger_envelope()
    {
        var service = new TestService(new TestObjects(1) { Text = new string('x', 10_000) });
        var opened = await service.EnumerateAsync();
        Assert.Equal("EncodingLimit", (await service.PullAsync(opened.Context, size: "8192")).FaultName);
        Assert.Single((await service.PullAsync(opened.Context)).Items);
    }

    [Fact]
    public async Task Release_ends_an_enumeration()
    {
        var service = new TestService();
        var context = (await service.EnumerateAsync()).Context;
        Assert.Single((await service.PullAsync(context)).Items);
        var reply = await service.AskAsync(
            TestService.Envelope(TestService.Enumeration + "Release", TestService.Item,
            $"<n:Release><n:EnumerationContext>{context}</n:EnumerationContext></n:Release>"));
        Assert.Equal((200, ""), (reply.Status, reply.FaultName));
        Assert.Equal("InvalidEnumerationContext", (await service.PullAsync(context)).FaultName);
        Assert.Equal(1, service.Objects.Closed);
    }

    [Fact]
    public async Task Another_account_cannot_pull()
    {
        var service = new TestService();
        var context = (await service.EnumerateAsync(caller: TestService.Reader)).Context;
        Assert.Equal("InvalidEnumerationContext", (await service.PullAsync(context, caller: TestService.Operator)).FaultName);
        Assert.Single((await service.PullAsync(context, caller: TestService.Reader)).Items);
    }

    [Fact]
    public async Task What_nobody_pulls_from_expires()
    {
        var service = new TestService(settings: new WsManSettings { EnumerationTimeoutMs = 60_000 });
        var context = (await service.EnumerateAsync()).Context;
        service.Time.Advance(TimeSpan.FromSeconds(50));
        Assert.Single((await service.PullAsync(context)).Items);
        service.Time.Advance(TimeSpan.FromSeconds(50));
        Assert.Single((await service.PullAsync(context)).Items);
        service.Time.Advance(TimeSpan.FromSeconds(61));
        Assert.Equal("InvalidEnumerationContext", (await service.PullAsync(context)).FaultName);
        service.Service.Tick(service.Time.GetUtcNow());
        Assert.Equal(0, service.Service.Open.Enumerations);
    }

    [Fact]
    public async Task Renew_puts_the_expiry_off_and_GetStatus_says_it()
    {
        var service = new TestService();
        var opened = await service.EnumerateAsync("<n:Expires>PT30S</n:Expires>");
        Assert.Equal("2026-11-22T06:00:30Z", opened.Find(Reply.N + "Expires"));
        var renewed = await service.AskAsync(TestService.Envelope(TestService.Enumeration + "Renew", TestService.Item,
            $"<n:Renew><n:EnumerationContext>{opened.Context}</n:EnumerationContext><n:Expires>PT5M</n:Expires></n:Renew>"));
        Assert.Equal("2026-11-22T06:05:00Z", renewed.Find(Reply.N + "Expires"));
        service.Time.Advance(TimeSpan.FromMinutes(1));
        service.Service.Tick(service.Time.GetUtcNow());
        var status = await service.AskAsync(
            TestService.Envelope(TestService.Enumeration + "GetStatus", TestService.Item,
            $"<n:GetStatus><n:EnumerationContext>{opened.Context}</n:EnumerationContext></n:GetStatus>"));
        Assert.Equal("2026-11-22T06:05:00Z", status.Find(Reply.N + "Expires"));
    }

    [Theory]
    [InlineData("PT0S")]
    [InlineData("-PT5S")]
    [InlineData("2020-01-01T00:00:00Z")]
    [InlineData("soon")]
    public async Task An_expiry_that_is_over_is_a_fault(string expires) =>
        Assert.Equal("InvalidExpirationTime", (await new TestService().EnumerateAsync($"<n:Expires>{expires}</n:Expires>")).FaultName);

    [Fact]
    public async Task An_account_has_so_many_enumerations_and_no_more()
    {
        var service = new TestService(settings: new WsManSettings { MaxConcurrentOperationsPerUser = 5 });
        for (var i = 0; i < 5; i++) Assert.Equal("", (await service.EnumerateAsync()).FaultName);
        var refused = await service.EnumerateAsync();
        Assert.Equal(("QuotaLimit", 2150859174u), (refused.FaultName, refused.FaultNumber));
        Assert.Equal("", (await service.EnumerateAsync(caller: TestService.Reader)).FaultName);
        service.Time.Advance(TimeSpan.FromHours(2));
        service.Service.Tick(service.Time.GetUtcNow());
        Assert.Equal("", (await service.EnumerateAsync()).FaultName);
    }

    [Fact]
    public async Task Ten_thousand_abandoned_enumerations_are_bounded()
    {
        var service = new TestService(
            settings: new WsManSettings { MaxConcurrentOperationsPerUser = int.MaxValue, MaxEnumerations = 10_000 });
        var before = GC.GetTotalMemory(forceFullCollection: true);
        for (var i = 0; i < 10_000; i++)
        {
            var reply = await service.Service.AnswerAsync(Bytes, Bytes.Length, TestService.Reader, default);
            Assert.Null(reply.Fault);
            reply.Dispose();
        }
        Assert.Equal("QuotaLimit", (await service.EnumerateAsync(caller: TestService.Reader)).FaultName);
        Assert.InRange((GC.GetTotalMemory(forceFullCollection: true) - before) / 10_000, 0, 4096);
    }

    private static readonly byte[] Bytes =
        System.Text.Encoding.UTF8.GetBytes(TestService.Envelope(TestService.Enumeration + "Enumerate", TestService.Item, "<n:Enumerate/>"));

    [Fact]
    public async Task A_pull_that_waits_too_long_times_out_and_loses_nothing()
    {
        var service = new TestService(new TestObjects(2) { WaitsAt = 1 });
        var context = (await service.EnumerateAsync()).Context;
        Assert.Equal(["item0"], Names(await service.PullAsync(context)));
        var waiting = service.PullAsync(context);
        service.Time.Advance(TimeSpan.FromSeconds(21));
        var timedOut = await waiting;
        Assert.Equal(("TimedOut", 2150858793u), (timedOut.FaultName, timedOut.FaultNumber));
        service.Objects.Open();
        Assert.Equal(["item1"], Names(await service.PullAsync(context)));
    }

    [Fact]
    public async Task MaxTime_ends_a_pull_with_what_there_is()
    {
        var service = new TestService(new TestObjects(5) { WaitsAt = 2 });
        var context = (await service.EnumerateAsync()).Context;
        var waiting = service.PullAsync(context, 10, extra: "<n:MaxTime>PT5S</n:MaxTime>");
        service.Time.Advance(TimeSpan.FromSeconds(6));
        var reply = await waiting;
        Assert.Equal(["item0", "item1"], Names(reply));
        Assert.False(reply.Ended);
    }

    [Fact]
    public async Task Two_pulls_at_a_time_are_one_too_many()
    {
        var service = new TestService(new TestObjects(1) { WaitsAt = 0 });
        var context = (await service.EnumerateAsync()).Context;
        var waiting = service.PullAsync(context);
        Assert.Equal("Concurrency", (await service.PullAsync(context)).FaultName);
        service.Objects.Open();
        Assert.Single((await waiting).Items);
    }

    [Theory]
    [InlineData("EnumerateEPR", 0, 3)]
    [InlineData("EnumerateObjectAndEPR", 3, 3)]
    [InlineData("EnumerateObject", 3, 0)]
    public async Task The_mode_says_what_is_given_of_each_item(string mode, int objects, int references)
    {
        var reply = await new TestService().EnumerateAsync(string.Format(Optimized, 10) + $"<w:EnumerationMode>{mode}</w:EnumerationMode>");
        Assert.Equal(objects, reply.Items.Count());
        Assert.Equal(references, reply.Document.Descendants(Reply.A + "EndpointReference")
            .Count(e => e.Parent!.Name != Reply.W + "Selector"));
    }

    [Fact]
    public async Task An_unknown_mode_is_a_fault() =>
        Assert.Equal("EnumerationMode",
        (await new TestService().EnumerateAsync("<w:EnumerationMode>EnumerateAll</w:EnumerationMode>")).FaultDetail);

    [Fact]
    public async Task A_base_class_gives_the_instances_of_its_subclasses()
    {
        var service = new TestService();
        var resource = TestService.Item.Replace("Test_Item", "Test_Base");
        Assert.Equal(3, (await service.EnumerateAsync(string.Format(Optimized, 10), resource)).Items.Count());
        var narrowed = await service.EnumerateAsync(
            string.Format(Optimized, 10) + "<b:PolymorphismMode>ExcludeSubClassProperties</b:PolymorphismMode>", resource);
        var shown = narrowed.Document.Descendants(XName.Get("Test_Base", resource)).ToArray();
        Assert.Equal(3, shown.Length);
        Assert.Equal(["Name"], shown[0].Elements().Select(e => e.Name.LocalName));
        Assert.Empty(
            (await service.EnumerateAsync(string.Format(Optimized, 10) + "<b:PolymorphismMode>None</b:PolymorphismMode>", resource)).Items);
    }

    [Theory]
    [InlineData("n:Filter")]
    [InlineData("w:Filter")]
    public async Task Wql_filters(string element)
    {
        var all = TestService.Item.Replace("Test_Item", "*");
        var filter =
            $"<{element} Dialect=\"http://schemas.microsoft.com/wbem/wsman/1/WQL\">select * from Test_Item where Number &gt;= 1</" +
            $"{element}>";
        Assert.Equal(["item1", "item2"], Names(await new TestService().EnumerateAsync(string.Format(Optimized, 10) + filter, all)));
    }

    [Fact]
    public async Task A_query_that_names_properties_gives_fragments_without_namespaces()
    {
        var filter =
            "<w:Filter Dialect=\"http://schemas.microsoft.com/wbem/wsman/1/WQL\">select Number, Flag from Test_Item where Name = " +
            "'item2'</w:Filter>";
        var reply = await new TestService().EnumerateAsync(
            string.Format(Optimized, 10) + filter, TestService.Item.Replace("Test_Item", "*"));
        var fragment = Assert.Single(reply.Document.Descendants(Reply.W + "XmlFragment"));
        Assert.Equal([("Flag", "true"), ("Number", "2")], fragment.Elements().Select(e => (e.Name.ToString(), e.Value)));
    }

    [Fact]
    public async Task Selectors_filter()
    {
        const string Filter =
            "<w:Filter Dialect=\"http://schemas.dmtf.org/wbem/wsman/1/wsman/SelectorFilter\"><w:SelectorSet><w:Selector " +
            "Name=\"Number\">1</w:Selector></w:SelectorSet></w:Filter>";
        Assert.Equal(["item1"], Names(await new TestService().EnumerateAsync(string.Format(Optimized, 10) + Filter)));
    }

    [Theory]
    [InlineData("<w:Filter Dialect=\"urn:unknown\">x</w:Filter>", "FilterDialectRequestedUnavailable")]
    [InlineData("<w:Filter Dialect=\"http://schemas.microsoft.com/wbem/wsman/1/WQL\">select from</w:Filter>", "CannotProcessFilter")]
    [InlineData("<w:Filter Dialect=\"http://schemas.microsoft.com/wbem/wsman/1/WQL\"></w:Filter>", "CannotProcessFilter")]
    [InlineData("<w:Filter Dialect=\"http://schemas.dmtf.org/wbem/wsman/1/wsman/SelectorFilter\"><w:SelectorSet><w:Selector " +
        "Name=\"When\">1</w:Selector></w:SelectorSet></w:Filter>", "CannotProcessFilter")]
    [InlineData("<w:Filter Dialect=\"http://schemas.dmtf.org/wbem/wsman/1/wsman/SelectorFilter\"><w:SelectorSet><w:Selector " +
        "Name=\"Name\">a\" or Name != \"</w:Selector></w:SelectorSet></w:Filter>", "CannotProcessFilter")]
    [InlineData("<w:Filter Dialect=\"http://schemas.dmtf.org/wbem/wsman/1/cimbinding/associationFilter\">" +
        "<b:AssociatedInstances><b:Role>a b</b:Role></b:AssociatedInstances></w:Filter>", "CannotProcessFilter")]
    public async Task Filters_that_cannot_be_obeyed_are_faults(string filter, string fault) =>
        Assert.Equal(fault, (await new TestService().EnumerateAsync(filter)).FaultName);

    [Fact]
    public async Task A_context_belongs_to_its_resource()
    {
        var service = new TestService();
        var context = (await service.EnumerateAsync()).Context;
        Assert.Equal("InvalidEnumerationContext",
            (await service.PullAsync(context, resource: TestService.Item.Replace("Test_Item", "Test_Base"))).FaultName);
    }

    private static IEnumerable<string> Names(Reply reply) => reply.Items.Select(i => (string)i.Element(Reply.P + "Name")!);
}
