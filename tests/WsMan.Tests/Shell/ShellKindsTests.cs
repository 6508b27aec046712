using Sekimori.WsMan.Shell;
using Sekimori.WsMan.Tests.Kit;

namespace Sekimori.WsMan.Tests;

/// <summary>Shells by resource URI ([MS-WSMV] 3.1.4.1.1): each kind has its host, and is reached by its own URI only.</summary>
public class ShellKindsTests
{
    // Below a prefix that the service names as not offered.
    private const string Other = "http://schemas.microsoft.com/powershell/Test.Shell";

    private const string Body =
        "<rsp:Shell><rsp:InputStreams>stdin</rsp:InputStreams><rsp:OutputStreams>stdout stderr</rsp:OutputStreams></rsp:Shell>";

    private readonly FakeShellHost _host = new();
    private readonly TestService _test;

    public ShellKindsTests() => _test = new TestService(kinds: new Dictionary<string, IShellHost> { [Other] = _host });

    [Theory]
    [InlineData(Other)]
    [InlineData("http://schemas.microsoft.com/PowerShell/test.SHELL")]
    public async Task A_kind_is_opened_by_its_own_host_and_named_as_it_was_registered(string uri)
    {
        var reply = await CreateAsync(uri);
        Assert.Equal("", reply.FaultName);
        Assert.Single(_host.Shells);
        Assert.Empty(_test.Host.Shells);
        Assert.Equal(Other, reply.Find(Reply.R + "ResourceUri"));
        Assert.Equal(Other, reply.Find(Reply.W + "ResourceURI"));
    }

    [Fact]
    public async Task Command_shells_are_opened_by_their_host()
    {
        await _test.OpenShellAsync();
        Assert.Single(_test.Host.Shells);
        Assert.Empty(_host.Shells);
    }

    [Theory]
    [InlineData(TestService.Shell, Other)]
    [InlineData(Other, TestService.Shell)]
    public async Task A_shell_is_not_reached_by_the_uri_of_another_kind(string kind, string named)
    {
        var id = (await CreateAsync(kind)).Find(Reply.R + "ShellId")!;
        var unknown = await AskAsync(TestService.Transfer + "Get", named, Guid.NewGuid().ToString());
        foreach (var action in (string[])["Get", "Delete"])
        {
            var reply = await AskAsync(TestService.Transfer + action, named, id);
            Assert.NotEqual("", reply.FaultName);
            Assert.Equal(unknown.FaultName, reply.FaultName);
        }
        Assert.Equal("", (await AskAsync(TestService.Transfer + "Get", kind, id)).FaultName);
    }

    [Fact]
    public async Task An_enumeration_lists_the_shells_of_the_kind_that_it_names()
    {
        await _test.OpenShellAsync();
        var id = (await CreateAsync(Other)).Find(Reply.R + "ShellId")!;
        var listed = await _test.EnumerateAsync("<w:OptimizeEnumeration/><w:MaxElements>10</w:MaxElements>", Other, TestService.Operator);
        Assert.Equal([id], listed.Document.Descendants(Reply.R + "ShellId").Select(one => one.Value));
    }

    [Fact]
    public async Task A_kind_that_nobody_registered_is_not_offered()
    {
        var reply = await CreateAsync("http://schemas.microsoft.com/powershell/Another.Shell");
        Assert.NotEqual("", reply.FaultName);
        Assert.Empty(_host.Shells);
        Assert.Empty(_test.Host.Shells);
    }

    [Fact]
    public void Two_hosts_for_one_kind_are_a_mistake_of_the_program() =>
        Assert.Throws<ArgumentException>(() =>
        new TestService(kinds: new Dictionary<string, IShellHost> { [TestService.Shell.ToUpperInvariant()] = _host }));

    private Task<Reply> CreateAsync(string uri) =>
        _test.AskAsync(TestService.Envelope(TestService.Transfer + "Create", uri, Body), TestService.Operator);

    private Task<Reply> AskAsync(string action, string uri, string id) =>
        _test.AskAsync(TestService.Envelope(action, uri, "", TestService.Selectors(("ShellId", id))), TestService.Operator);
}
