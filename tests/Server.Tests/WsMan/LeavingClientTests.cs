using System.Net.Sockets;
using System.Text.RegularExpressions;
using Sekimori.Client.WsMan;
using Sekimori.Client.WsMan.Shells;
using Sekimori.TestKit;
using Sekimori.WsMan.Addressing;

namespace Sekimori.Server.Tests.WsMan;

/// <summary>
/// A client that drops its connection ends what it has started: the work's token is set, and nothing of the request is at work any more.
/// </summary>
[Trait("Size", "Large")]
public sealed partial class LeavingClientTests
{
    private const string Wmi = "http://schemas.microsoft.com/wbem/wsman/1/wmi/root/cimv2/",
        Wql = "http://schemas.microsoft.com/wbem/wsman/1/WQL";
    private const string Transfer = "http://schemas.xmlsoap.org/ws/2004/09/transfer/",
        Enumeration = "http://schemas.xmlsoap.org/ws/2004/09/enumeration/";

    // Everything below waits for events; this is for a server that never has them.
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(30);

    private static readonly string _matchesNothing =
        string.Join(" AND ", Enumerable.Repeat($"NOT Name LIKE '%{new string('a', 900)}b%'", 30)) + " AND Name LIKE 'z%'";

    public static MatrixTheoryData<string, bool, bool> Requests => new(
        ["get", "put", "create", "delete", "invoke", "enumerate", "enumerate endless", "select endless", "select busy", "like busy",
        "associators", "association endless", "pull", "pull busy"],
        [false, true], [false, true]);

    [Theory]
    [MemberData(nameof(Requests))]
    public async Task What_a_client_has_begun_ends_with_it(string request, bool isReset, bool isTls)
    {
        await using var server = await SlowServer.StartAsync(isTls);
        var work = request.Contains("endless", StringComparison.Ordinal) || request == "pull" ? server.Endless
            : request.Contains("busy", StringComparison.Ordinal) ? server.Busy : server.Waiting;
        if (request.StartsWith("associat", StringComparison.Ordinal)) work = server.Links;
        var envelope = EnvelopeOf(request);
        if (request.StartsWith("pull", StringComparison.Ordinal))
        {
            var opened = ContextId().Match(await server.AskAsync(envelope)).Groups["id"].Value;
            await Must(server.Over);
            envelope = SlowServer.Envelope(
                Enumeration + "Pull", Wmi + "*", $"<n:Pull><n:EnumerationContext>{opened}</n:EnumerationContext></n:Pull>");
            Assert.Equal(1, server.Enumerations);
        }
        Leave(await BeginAsync(server, envelope, work.Begun), isReset);
        await Must(work.Ended);
        await Must(server.Over);
        Assert.Equal(0, server.Enumerations);
    }

    [Theory]
    [InlineData("Receive", "<rsp:Receive><rsp:DesiredStream CommandId=\"{0}\">stdout stderr</rsp:DesiredStream></rsp:Receive>", false,
        false)]
    [InlineData("Receive", "<rsp:Receive><rsp:DesiredStream CommandId=\"{0}\">stdout stderr</rsp:DesiredStream></rsp:Receive>", false,
        true)]
    [InlineData("Receive", "<rsp:Receive><rsp:DesiredStream CommandId=\"{0}\">stdout stderr</rsp:DesiredStream></rsp:Receive>", true, true)]
    [InlineData("Receive", "<rsp:Receive><rsp:DesiredStream CommandId=\"{0}\">stdout stderr</rsp:DesiredStream></rsp:Receive>", true,
        false)]
    [InlineData("Send", "<rsp:Send><rsp:Stream Name=\"stdin\" CommandId=\"{0}\">YQ==</rsp:Stream></rsp:Send>", true, false)]
    [InlineData("Send", "<rsp:Send><rsp:Stream Name=\"stdin\" CommandId=\"{0}\">YQ==</rsp:Stream></rsp:Send>", true, true)]
    public async Task What_waits_for_a_command_ends_with_its_client_and_the_next_one_may_wait(
        string operation, string body, bool isReset, bool isTls)
    {
        await using var server = await SlowServer.StartAsync(isTls);
        var shell = ShellId().Match(await server.AskAsync(SlowServer.CreateShell())).Groups["id"].Value;
        var command = CommandId().Match(
            await server.AskAsync(SlowServer.OnShell("Command", "<rsp:CommandLine><rsp:Command>x</rsp:Command></rsp:CommandLine>", shell)))
            .Groups["id"].Value;
        await Must(server.Over);
        await Must(server.Over);
        for (var i = 0; i < 2; i++)
        {
            var client = await BeginAsync(
                server,
                SlowServer.OnShell(operation, string.Format(System.Globalization.CultureInfo.InvariantCulture, body, command), shell),
                server.Shells.Begun);
            Leave(client, isReset);
            await Must(server.Shells.Ended);
            await Must(server.Over);
        }
    }

    // Our own client: it logs on with NTLM and encrypts each message. The relay ends the connection as a client that dies does.
    [Theory]
    [InlineData("get", false)]
    [InlineData("invoke", false)]
    [InlineData("invoke", true)]
    [InlineData("enumerate", false)]
    [InlineData("enumerate", true)]
    [InlineData("select endless", false)]
    [InlineData("select busy", true)]
    [InlineData("receive", false)]
    [InlineData("receive", true)]
    public async Task What_an_encrypted_message_has_begun_ends_with_its_client(string request, bool isReset)
    {
        await using var server = await SlowServer.StartAsync();
        using var relay = new Relay(server.End);
        using var client = new WsManClient(
            new Uri($"http://{relay.End}/wsman"),
            new WsManClientOptions
            {
                UserName = "LAB\\alice", Password = "Passw0rd", Initiator = Credentials.Initiator(),
                Authentication = WsManAuthentication.Ntlm, RetransmitFor = TimeSpan.Zero
            });
        var token = TestContext.Current.CancellationToken;
        var (begun, ended) = request switch
        {
            "receive" => (server.Shells.Begun, server.Shells.Ended),
            "select endless" => (server.Endless.Begun, server.Endless.Ended),
            "select busy" => (server.Busy.Begun, server.Busy.Ended),
            _ => (server.Waiting.Begun, server.Waiting.Ended),
        };
        var asked = AskAsync(client, request, token);
        var working = begun.WaitAsync(_limit, token);
        // A client that is refused says why.
        if (await Task.WhenAny(asked, working) == asked) await asked;
        Assert.True(await working, "It has not begun.");
        Assert.False(asked.IsCompleted);
        relay.Leave(isReset);
        await Must(ended);
        await Assert.ThrowsAnyAsync<Exception>(() => asked);
        Assert.Equal(0, server.Enumerations);
    }

    private static async Task AskAsync(WsManClient client, string request, CancellationToken token)
    {
        switch (request)
        {
            case "get":
                await client.GetAsync(new WsManResource(Wmi + "T_Slow", [new Selector("Name", "x")]), token);
                break;
            case "invoke":
                await client.InvokeAsync(new WsManResource(Wmi + "T_Slow", []), "Wait", [], cancellationToken: token);
                break;
            case "receive":
                await using (var shell = await client.OpenShellAsync(cancellationToken: token))
                await using (var command = await shell.StartAsync(new RemoteCommandOptions("x"), token))
                    await command.CopyToAsync(Stream.Null, Stream.Null, token);
                break;
            case "enumerate":
                await client.ListElementsAsync(new WsManResource(Wmi + "T_Slow", []), cancellationToken: token);
                break;
            default:
                var query = $"SELECT * FROM {(request == "select busy" ? "T_Busy" : "T_Endless")} WHERE Name LIKE 'z%'";
                await client.ListElementsAsync(WsManResource.Query(), new EnumerateOptions { Wql = query }, token);
                break;
        }
    }

    [Fact]
    public async Task An_operation_that_its_client_may_ask_after_goes_on()
    {
        await using var server = await SlowServer.StartAsync();
        var operation = $"<p:OperationID>uuid:{Guid.NewGuid()}</p:OperationID><p:SequenceId>1</p:SequenceId>";
        var client = await BeginAsync(
            server, SlowServer.Envelope(Wmi + "T_Slow/Wait", Wmi + "T_Slow", "", operation), server.Waiting.Begun);
        Leave(client, isReset: true);
        await Must(server.Left);
        Assert.Equal(0, server.Waiting.Ended.CurrentCount);
        server.Waiting.Evict();
        await Must(server.Over);
        Assert.Equal(0, server.Waiting.Ended.CurrentCount);
    }

    private static string EnvelopeOf(string request) => request switch
    {
        "get" => SlowServer.Envelope(Transfer + "Get", Wmi + "T_Slow", "", SlowServer.Selector("Name", "x")),
        "put" => SlowServer.Envelope(Transfer + "Put", Wmi + "T_Slow",
            $"<e:T_Slow xmlns:e=\"{Wmi}T_Slow\"><e:Name>there</e:Name></e:T_Slow>", SlowServer.Selector("Name", "there")),
        "create" =>
            SlowServer.Envelope(Transfer + "Create", Wmi + "T_Slow", $"<e:T_Slow xmlns:e=\"{Wmi}T_Slow\"><e:Name>new</e:Name></e:T_Slow>"),
        "delete" => SlowServer.Envelope(Transfer + "Delete", Wmi + "T_Slow", "", SlowServer.Selector("Name", "there")),
        "invoke" => SlowServer.Envelope(Wmi + "T_Slow/Wait", Wmi + "T_Slow"),
        "enumerate" => Enumerate("T_Slow", null),
        "enumerate endless" => Query("SELECT Name FROM T_Endless WHERE Name = 'none'"),
        "select endless" => Query("SELECT * FROM T_Endless WHERE Name LIKE 'z%'"),
        "select busy" => Query("SELECT * FROM T_Busy WHERE Name LIKE 'z%'"),
        "like busy" => Query("SELECT * FROM T_Busy WHERE " + _matchesNothing),
        "associators" => Query("ASSOCIATORS OF {T_Slow.Name='there'}"),
        "association endless" => Query("REFERENCES OF {T_Slow.Name='there'} WHERE ResultClass=T_Links"),
        "pull" => Query("SELECT * FROM T_Endless WHERE Name LIKE 'z%'", optimize: false),
        _ => Query("SELECT * FROM T_Busy WHERE Name LIKE 'z%'", optimize: false),
    };

    private static string Query(string query, bool optimize = true) =>
        Enumerate("*", $"<w:Filter Dialect=\"{Wql}\">{query}</w:Filter>", optimize);

    private static string Enumerate(string name, string? filter, bool optimize = true) =>
        SlowServer.Envelope(Enumeration + "Enumerate", Wmi + name,
        $"<n:Enumerate>{(optimize ? "<w:OptimizeEnumeration/><w:MaxElements>20000</w:MaxElements>" : "")}{filter}</n:Enumerate>");

    // The answer must not come before: it would show nothing.
    private static async Task<TcpClient> BeginAsync(SlowServer server, string envelope, SemaphoreSlim begun)
    {
        var client = await server.SendAsync(envelope);
        await Must(begun);
        Assert.Equal(0, server.Over.CurrentCount);
        return client;
    }

    private static void Leave(TcpClient client, bool isReset)
    {
        if (isReset) client.LingerState = new LingerOption(true, 0);
        client.Close();
    }

    private static async Task Must(SemaphoreSlim happen) =>
        Assert.True(await happen.WaitAsync(_limit, TestContext.Current.CancellationToken), "It has not happened.");

    [GeneratedRegex("EnumerationContext>(?<id>[^<]+)<")]
    private static partial Regex ContextId();

    [GeneratedRegex("ShellId>(?<id>[^<]+)<")]
    private static partial Regex ShellId();

    [GeneratedRegex("CommandId>(?<id>[^<]+)<")]
    private static partial Regex CommandId();
}
