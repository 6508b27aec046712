using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Sekimori.WsMan.Tests.Kit;

namespace Sekimori.WsMan.Tests;

/// <summary>Whatever comes in, an envelope with a named fault goes out, and quickly.</summary>
public sealed class HostileTests
{
    [Fact]
    public Task Entities_are_not_expanded() => RefusesAsync(
        "<!DOCTYPE s [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;\">]><s:Envelope " +
        "xmlns:s=\"http://www.w3.org/2003/05/soap-envelope\"><s:Body>&b;</s:Body></s:Envelope>");

    [Fact]
    public Task External_entities_are_not_fetched() => RefusesAsync(
        "<!DOCTYPE s SYSTEM \"file:///etc/passwd\"><s:Envelope xmlns:s=\"http://www.w3.org/2003/05/soap-envelope\"><s:Body/></s:Envelope>");

    [Fact]
    public Task Deep_nesting_is_refused() =>
        RefusesAsync(
        TestService.Envelope(TestService.Enumeration + "Enumerate", TestService.Item,
        "<n:Enumerate>" + string.Concat(Enumerable.Repeat("<x>", 50_000))));

    [Fact]
    public Task Deep_nesting_in_a_header_that_is_passed_over_is_refused() =>
        RefusesAsync(
        TestService.Envelope(TestService.Transfer + "Get", TestService.Item, "",
        string.Concat(Enumerable.Repeat("<x>", 1000)) + string.Concat(Enumerable.Repeat("</x>", 1000))));

    [Fact]
    public Task Many_attributes_are_refused() =>
        RefusesAsync(
        TestService.Envelope(TestService.Transfer + "Get", TestService.Item, "",
        $"<x {string.Join(' ', Enumerable.Range(0, 20_000).Select(i => $"a{i}=\"\""))}/>"));

    [Fact]
    public Task Many_namespaces_are_refused() =>
        RefusesAsync(
        TestService.Envelope(TestService.Transfer + "Get", TestService.Item, "",
        $"<x {string.Join(' ', Enumerable.Range(0, 10_000).Select(i => $"xmlns:a{i}=\"u{i}\""))}/>"));

    [Fact]
    public Task Many_elements_are_refused() =>
        RefusesAsync(
        TestService.Envelope(TestService.Transfer + "Get", TestService.Item, "",
        $"<x>{string.Concat(Enumerable.Repeat("<y/>", 60_000))}</x>"));

    [Fact]
    public Task Many_different_names_are_refused() =>
        RefusesAsync(
        TestService.Envelope(TestService.Transfer + "Get", TestService.Item, "",
        $"<x>{string.Concat(Enumerable.Range(0, 19_000).Select(i => $"<y{i}/>"))}</x>", timeout: "PT1S"), alsoFine: true);

    [Fact]
    public async Task Many_selectors_are_refused()
    {
        var reply = await new TestService().GetAsync(TestService.Selectors([.. Enumerable.Range(0, 5000).Select(i => ("n" + i, "v"))]));
        Assert.Equal(("EncodingLimit", "SelectorLimit"), (reply.FaultName, reply.FaultDetail));
    }

    [Fact]
    public async Task A_selector_of_many_kilobytes_is_refused()
    {
        var reply = await new TestService().GetAsync(TestService.Selectors(("Name", new string('x', 100_000))));
        Assert.Equal("SchemaValidationError", reply.FaultName);
    }

    [Fact]
    public async Task An_envelope_beyond_the_setting_is_refused()
    {
        var reply = await new TestService().AskAsync(
            TestService.Envelope(TestService.Transfer + "Get", TestService.Item, new string(' ', 600_000)));
        Assert.Equal(("EncodingLimit", "ServiceEnvelopeLimit"), (reply.FaultName, reply.FaultDetail));
    }

    [Fact]
    public async Task Soap_of_another_version_is_refused()
    {
        var reply = await new TestService().AskAsync(
            "<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"><s:Body/></s:Envelope>");
        Assert.Equal(("VersionMismatch", 2150858765u), (reply.FaultName, reply.FaultNumber));
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("<")]
    [InlineData("<xml></xml>")]
    [InlineData("<s:Envelope xmlns:s=\"http://www.w3.org/2003/05/soap-envelope\"/>")]
    [InlineData("<s:Envelope xmlns:s=\"http://www.w3.org/2003/05/soap-envelope\"><s:Header/></s:Envelope>")]
    [InlineData("<s:Envelope xmlns:s=\"http://www.w3.org/2003/05/soap-envelope\"><s:Body>")]
    [InlineData("<?xml version=\"1.0\" encoding=\"utf-7\"?><s:Envelope " +
        "xmlns:s=\"http://www.w3.org/2003/05/soap-envelope\"><s:Body/></s:Envelope>")]
    [InlineData("<?xml version='1.0' encoding=\"")]
    [InlineData("<?xml version='1.0' encoding=")]
    [InlineData("<?xml version='1.0' standalone='")]
    [InlineData("<?xml version=\"1.1\"?><s:Envelope xmlns:s=\"http://www.w3.org/2003/05/soap-envelope\"><s:Body/></s:Envelope>")]
    public async Task What_is_no_envelope_is_a_fault(string text)
    {
        var reply = await new TestService().AskAsync(text);
        Assert.Equal(500, reply.Status);
        Assert.Null(reply.Failure);
    }

    [Fact]
    public async Task Every_cut_of_an_envelope_is_a_fault()
    {
        var envelope = Encoding.UTF8.GetBytes(
            TestService.Envelope(TestService.Transfer + "Get", TestService.Item, "", TestService.Selectors(("Name", "item1"))));
        var service = new TestService();
        for (var length = 0; length < envelope.Length; length++)
        {
            var reply = await service.AskAsync(envelope[..length]);
            Assert.Equal(500, reply.Status);
            Assert.Null(reply.Failure);
        }
    }

    [Theory]
    [InlineData(128, 21)]
    public async Task A_change_that_broke_it_once_is_a_fault(byte value, int at)
    {
        var envelope = Encoding.UTF8.GetBytes(
            TestService.Envelope(TestService.Shells + "Command", TestService.Shell,
            "<rsp:CommandLine><rsp:Command>x</rsp:Command></rsp:CommandLine>", TestService.Selectors(("ShellId", "1"))));
        envelope[at] = value;
        var reply = await new TestService().AskAsync(envelope);
        Assert.Equal(500, reply.Status);
        Assert.Null(reply.Failure);
    }

    [Fact]
    public void Random_changes_never_break_the_service()
    {
        var envelope = Encoding.UTF8.GetBytes(
            TestService.Envelope(TestService.Shells + "Command", TestService.Shell,
            "<rsp:CommandLine><rsp:Command>x</rsp:Command></rsp:CommandLine>", TestService.Selectors(("ShellId", "1"))));
        var service = new TestService();
        Prop.ForAll(ArbMap.Default.ArbFor<(byte, ushort)[]>(), changes =>
        {
            var copy = (byte[])envelope.Clone();
            foreach (var (value, at) in changes) copy[at % copy.Length] = value;
            return service.AskAsync(copy).GetAwaiter().GetResult().Failure is null;
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Random_bytes_never_break_the_service()
    {
        var service = new TestService();
        Prop.ForAll(ArbMap.Default.ArbFor<byte[]>(), bytes => service.AskAsync(bytes).GetAwaiter().GetResult().Failure is null)
            .QuickCheckThrowOnFailure();
    }

    private static async Task RefusesAsync(string envelope, bool alsoFine = false)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var reply = await new TestService().AskAsync(envelope);
        Assert.Null(reply.Failure);
        if (!alsoFine) Assert.Equal(("SchemaValidationError", 2150858817u), (reply.FaultName, reply.FaultNumber));
        // What a bomb costs is bounded: some tens of megabytes at the very most, mostly the test's own.
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 32 * 1024 * 1024);
    }
}
