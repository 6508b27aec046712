using System.Xml.Linq;
using Sekimori.WsMan.Tests.Kit;

namespace Sekimori.WsMan.Tests;

public sealed class ConfigTests
{
    private const string Config = "http://schemas.microsoft.com/wbem/wsman/1/config";
    private static readonly XNamespace Cfg = Config;

    [Fact]
    public async Task What_is_put_is_in_force_at_once()
    {
        var service = new TestService(new TestObjects(3) { Text = new string('x', 30_000) });
        Assert.Single((await service.GetAsync(TestService.Selectors(("Name", "item1")), size: null)).Items);
        var reply = await PutAsync(service, "",
            "<cfg:Config><cfg:MaxEnvelopeSizekb>32</cfg:MaxEnvelopeSizekb><cfg:Winrs><cfg:MaxShellsPerUser>1</cfg:MaxShellsPerUser></cfg" +
            ":Winrs></cfg:Config>");
        Assert.Equal("", reply.FaultName);
        Assert.Equal("32", reply.Find(Cfg + "MaxEnvelopeSizekb"));
        Assert.Equal("60000", reply.Find(Cfg + "MaxTimeoutms"));
        service.Objects.Text = new string('x', 40_000);
        Assert.Equal("MaxEnvelopeSizeExceeded", (await service.GetAsync(TestService.Selectors(("Name", "item1")), size: null)).FaultDetail);
        Assert.Equal("ServiceEnvelopeLimit",
            (await service.AskAsync(
            TestService.Envelope(TestService.Transfer + "Get", TestService.Item, new string(' ', 33_000)))).FaultDetail);
        await service.OpenShellAsync(TestService.Administrator);
        Assert.Equal(
            2150859173u,
            (await service.AskAsync(TestService.Envelope(TestService.Transfer + "Create", TestService.Shell, "<rsp:Shell/>"))).FaultNumber);
    }

    [Fact]
    public async Task A_section_is_a_resource_of_its_own()
    {
        var service = new TestService();
        Assert.Equal(
            "",
            (await PutAsync(service, "/service/auth",
            "<cfg:Auth><cfg:Basic>False</cfg:Basic><cfg:CbtHardeningLevel>strict</cfg:CbtHardeningLevel></cfg:Auth>")).FaultName);
        Assert.False(service.Settings.Current.Basic);
        Assert.Equal("Strict", service.Settings.Current.CbtHardeningLevel);
        var read = await service.AskAsync(TestService.Envelope(TestService.Transfer + "Get", Config + "/Service/Auth"));
        Assert.Equal("false", read.Find(Cfg + "Basic"));
    }

    [Fact]
    public async Task What_was_read_can_be_put_back()
    {
        var service = new TestService();
        var read = await service.AskAsync(TestService.Envelope(TestService.Transfer + "Get", Config));
        var before = service.Settings.Current;
        var reply = await PutAsync(service, "", read.Body.Elements().Single().ToString());
        Assert.True(reply.Fault is null, reply.Text);
        Assert.Equal(before, service.Settings.Current);
    }

    [Theory]
    [InlineData("<cfg:Config><cfg:MaxTimeoutms>1000</cfg:MaxTimeoutms><cfg:MaxEnvelopeSizekb>1</cfg:MaxEnvelopeSizekb></cfg:Config>",
        2150858817u)]
    [InlineData("<cfg:Config><cfg:MaxTimeoutms>1000</cfg:MaxTimeoutms><cfg:MaxProviderRequests>5</cfg:MaxProviderRequests></cfg:Config>",
        2150859182u)]
    [InlineData("<cfg:Config><cfg:MaxTimeoutms>1000</cfg:MaxTimeoutms><cfg:Unknown>5</cfg:Unknown></cfg:Config>", 2150858817u)]
    [InlineData("<cfg:Config><cfg:MaxTimeoutms>1000</cfg:MaxTimeoutms><cfg:Service><cfg:AllowUnencrypted>perhaps</cfg:AllowUnencrypted><" +
        "/cfg:Service></cfg:Config>", 2150858817u)]
    [InlineData("<cfg:Winrs/>", 2150858817u)]
    public async Task One_value_that_cannot_be_leaves_everything_as_it_was(string body, uint number)
    {
        var service = new TestService();
        var before = service.Settings.Current;
        Assert.Equal(number, (await PutAsync(service, "", body)).FaultNumber);
        Assert.Equal(before, service.Settings.Current);
    }

    [Fact]
    public async Task Nobody_but_an_administrator_changes_settings()
    {
        var service = new TestService();
        var put = TestService.Envelope(
            TestService.Transfer + "Put", Config,
            $"<cfg:Config xmlns:cfg=\"{Config}\"><cfg:MaxTimeoutms>1000</cfg:MaxTimeoutms></cfg:Config>");
        Assert.Equal(5u, (await service.AskAsync(put, TestService.Operator)).FaultNumber);
        Assert.Equal(60_000, service.Settings.Current.MaxTimeoutMs);
    }

    private static Task<Reply> PutAsync(TestService service, string path, string body) =>
        service.AskAsync(
        TestService.Envelope(TestService.Transfer + "Put", Config + path,
        body.Replace("<cfg:Config>", $"<cfg:Config xmlns:cfg=\"{Config}\">")
            .Replace("<cfg:Auth>", body.StartsWith("<cfg:Auth>", StringComparison.Ordinal)
            ? $"<cfg:Auth xmlns:cfg=\"{Config}\">"
            : "<cfg:Auth>").Replace("<cfg:Winrs/>", $"<cfg:Winrs xmlns:cfg=\"{Config}\"/>")));
}
