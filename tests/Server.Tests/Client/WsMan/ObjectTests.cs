using System.Xml.Linq;
using Sekimori.Client.WsMan;
using Sekimori.WsMan.Addressing;

namespace Sekimori.Client.Tests.WsMan;

[Collection(OneShellHost.Name)]
public sealed class ObjectTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private static readonly WsManResource Processes = WsManResource.Parse("Win32_Process");

    [Fact]
    public async Task Identify_says_who_the_service_is()
    {
        using var client = fixture.Client();
        var answer = await client.IdentifyAsync();
        Assert.Equal("Sekimori", answer.ProductVendor);
        Assert.Contains(answer.SecurityProfiles, profile => profile.EndsWith("https/basic", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Identify_is_answered_without_an_account()
    {
        using var client = fixture.Client(options => options with { UserName = null, Password = null });
        var answer = await client.IdentifyAsync();
        Assert.Equal("Sekimori", answer.ProductVendor);
        Assert.Empty(answer.SecurityProfiles);
    }

    [Theory]
    [InlineData("CIM_Process")]
    [InlineData("CIM_Service")]
    [InlineData("Win32_Process")]
    public async Task Get_of_a_class_without_selectors_says_that_they_are_missing_also_where_its_subclasses_have_the_keys(string name)
    {
        using var client = fixture.Client();
        var fault = await Assert.ThrowsAsync<WsManFaultReply>(() => client.GetElementAsync(WsManResource.Parse(name)));
        // [DSP0226] 14.6: wsman:InvalidSelectors, faultDetail/InsufficientSelectors; the number is [MS-WSMV]'s.
        Assert.Equal(("InvalidSelectors", 2150858842u), (fault.Subcode, fault.Number));
    }

    [Fact]
    public async Task Get_gives_the_object_that_the_keys_name()
    {
        using var client = fixture.Client();
        var process = await client.GetElementAsync(
            WsManResource.Parse("Win32_Process", new Selector("Handle", Environment.ProcessId.ToString())));
        Assert.Equal(Environment.ProcessId.ToString(), Value(process, "ProcessId"));
    }

    [Fact]
    public async Task Batches_give_what_one_answer_gives()
    {
        using var client = fixture.Client();
        var classes = WsManResource.Parse("Win32_UserAccount");
        var whole = await Names(client, classes, 1000);
        Assert.NotEmpty(whole);
        Assert.Equal(whole, await Names(client, classes, 1));
        Assert.Equal(whole, await Names(client, classes, 2));
    }

    [Fact]
    public async Task An_enumeration_that_is_left_is_released()
    {
        using var client = fixture.Client();
        await foreach (var _ in client.EnumerateElementsAsync(Processes, new EnumerateOptions { BatchSize = 1 })) break;
        Assert.Equal(0, fixture.Server.Service.Open.Enumerations);
    }

    [Fact]
    public async Task A_query_is_answered()
    {
        using var client = fixture.Client();
        var options = new EnumerateOptions { Wql = $"select Name from Win32_Process where ProcessId = {Environment.ProcessId}" };
        var found = await client.EnumerateElementsAsync(WsManResource.Query(), options).ToListAsync();
        Assert.Single(found);
    }

    [Fact]
    public async Task Methods_take_input_and_give_output()
    {
        using var client = fixture.Client();
        var output = await client.InvokeAsync(Processes, "Create", [new("CommandLine", "sleep 60")]);
        Assert.Equal("0", Value(output, "ReturnValue"));
        var created = WsManResource.Parse("Win32_Process", new Selector("Handle", Value(output, "ProcessId")!));
        Assert.Equal("0", Value(await client.InvokeAsync(created, "Terminate", [new("Reason", "1")]), "ReturnValue"));
    }

    [Fact]
    public async Task A_fault_says_what_and_by_which_number()
    {
        using var client = fixture.Client();
        var fault = await Assert.ThrowsAsync<WsManFaultReply>(() => client.GetElementAsync(WsManResource.Parse("Win32_Nonsense")));
        Assert.Equal("DestinationUnreachable", fault.Subcode);
        Assert.NotEqual(0u, fault.Number);
        Assert.Contains("Win32_Nonsense", fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', fault.Message);
        Assert.True(fault.IsRefusal);
    }

    [Fact]
    public async Task A_reader_may_read_and_not_invoke()
    {
        using var client = fixture.Client(options => options with { UserName = "reader" });
        await client.GetElementAsync(WsManResource.Parse("Win32_OperatingSystem"));
        var fault = await Assert.ThrowsAsync<WsManFaultReply>(() => client.InvokeAsync(Processes, "Create", [new("CommandLine", "true")]));
        Assert.Equal(5u, fault.Number);
    }

    [Fact]
    public async Task Batches_are_as_large_as_the_envelope_that_the_client_allows()
    {
        // Two properties: a process of this host with a command line of 8 KB does not fit an envelope, and that is another matter.
        var query = new EnumerateOptions { Wql = "SELECT Handle, Name FROM Win32_Process", BatchSize = 1000 };
        using var narrow = fixture.Client(options => options with { MaxEnvelopeSize = 8192 });
        var items = await narrow.EnumerateElementsAsync(Processes, query).CountAsync();
        Assert.True(items > 1);
    }

    [Fact]
    public async Task Names_that_are_none_are_refused_before_anything_is_sent()
    {
        using var client = ServerFixture.ClientOf(new Uri("https://127.0.0.1:1/wsman"));
        var failure = await Assert.ThrowsAsync<WsManClientException>(() => client.InvokeAsync(Processes, "Cre ate", []));
        Assert.Equal(WsManFailure.Misuse, failure.Failure);
    }

    private static async Task<List<string?>> Names(WsManClient client, WsManResource resource, int batch) =>
        await client.EnumerateElementsAsync(resource, new EnumerateOptions { BatchSize = batch }).Select(item => Value(item, "Name"))
        .ToListAsync();

    private static string? Value(XElement item, string name) =>
        item.Elements().FirstOrDefault(element => element.Name.LocalName == name)?.Value;
}
