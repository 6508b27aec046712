using System.Text;
using System.Text.Json;
using Sekimori.Client.WsMan;
using Sekimori.Security;
using Sekimori.Security.Credentials;

namespace Sekimori.Server.Tests.Gateway.Terminated;

/// <summary>
/// What callers leave open at a target: the gate's logon there is one account for all of them, and none is to use up what it may have.
/// </summary>
[Trait("Size", "Large")]
public sealed class OpenAtTargetTests
{
    private const string Enumeration = "http://schemas.xmlsoap.org/ws/2004/09/enumeration/",
        Processes = "http://schemas.microsoft.com/wbem/wsman/1/wmi/root/cimv2/Win32_Process";

    // A tenth of what Windows allows one account at a time.
    private const int Most = 150;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_caller_who_only_opens_enumerations_comes_to_an_end_and_another_does_not_notice()
    {
        await using var gate = await TerminatedGate.StartAsync();
        var contexts = new List<string>();
        for (var i = 0; i < Most; i++) contexts.Add(await EnumerateAsync(gate));
        // Beside one another, too: a place is taken before the target is asked.
        var more = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => AskAsync(gate, "Enumerate", "<n:Enumerate/>")));
        Assert.All(more, answer => Assert.Contains("QuotaLimit", answer, StringComparison.Ordinal));
        Assert.Equal(Most, gate.Gate.Terminated.Contexts);
        await EnumerateAsync(gate, user: "bob");
        await AskAsync(gate, "Release", $"<n:Release><n:EnumerationContext>{contexts[0]}</n:EnumerationContext></n:Release>");
        await EnumerateAsync(gate);
        Assert.Equal(Most + 1, gate.Gate.Terminated.Contexts);
        var asked = await gate.Inner.StopAsync();
        // An alert quotes what it is about.
        Assert.Equal(Most + 2, asked.Count(line => line.Contains(Enumeration + "Enumerate", StringComparison.Ordinal)
            && JsonDocument.Parse(line).RootElement.GetProperty("type").GetString() == "request"));
    }

    [Fact]
    public async Task An_enumeration_is_kept_as_long_as_on_a_server()
    {
        await using var gate = await TerminatedGate.StartAsync(changeAll: settings =>
            settings with { WsMan = settings.WsMan with { EnumerationTimeoutMs = 500 } });
        await EnumerateAsync(gate);
        var asked = await EnumerateAsync(gate, "<n:Enumerate><n:Expires>PT10M</n:Expires></n:Enumerate>");
        await WaitAsync(() => gate.Gate.Terminated.Contexts == 1);
        Assert.Contains("Win32_Process", await PullAsync(gate, asked), StringComparison.Ordinal);
        // [DSP0226] 8.6 Renew: the time that it asks for is the time that it has.
        await AskAsync(gate, "Renew", $"""
            <n:Renew><n:EnumerationContext>{asked}</n:EnumerationContext><n:Expires>PT0.1S</n:Expires></n:Renew>
            """);
        await WaitAsync(() => gate.Gate.Terminated.Contexts == 0);
        Assert.Contains("InvalidEnumerationContext", await PullAsync(gate, asked), StringComparison.Ordinal);
        Assert.Contains("InvalidExpirationTime", await AskAsync(gate, "Enumerate",
            "<n:Enumerate><n:Expires>-PT1S</n:Expires></n:Enumerate>"), StringComparison.Ordinal);
        Assert.Equal(0, gate.Gate.Terminated.Contexts);
    }

    [Fact]
    public async Task What_is_pulled_from_is_not_forgotten()
    {
        await using var gate = await TerminatedGate.StartAsync(changeAll: settings =>
            settings with { WsMan = settings.WsMan with { EnumerationTimeoutMs = 20_000 } });
        var context = await EnumerateAsync(gate);
        // Each second the gate looks for what is over.
        for (var i = 0; i < 4; i++)
        {
            Assert.Contains("Win32_Process", await PullAsync(gate, context), StringComparison.Ordinal);
            await Task.Delay(700, Token);
        }
        Assert.Equal(1, gate.Gate.Terminated.Contexts);
    }

    [Fact]
    public async Task With_a_session_its_enumerations_end_at_the_target()
    {
        await using var gate = await TerminatedGate.StartAsync();
        for (var i = 0; i < 3; i++) await EnumerateAsync(gate);
        gate.Gate.Journal.AskToEnd(gate.Gate.Journal.ReadAll()[0].Id, "root");
        await WaitAsync(() => gate.Gate.Journal.ReadAll().Count == 0 && gate.Gate.Terminated.Contexts == 0);
        Assert.Equal(3, (await gate.Inner.StopAsync()).Count(line => line.Contains(Enumeration + "Release", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_shell_whose_caller_leaves_while_it_is_opened_counts_as_the_callers()
    {
        await using var gate = await TerminatedGate.StartAsync();
        // From before it is read until after it is answered.
        for (var wait = 0; wait < 300; wait += 25) await LeaveAsync(gate, wait);
        using var there = new WsManClient(gate.Inner.Url, new WsManClientOptions
        {
            Initiator = new SecurityInitiator(PasswordCredential.Parse(InnerHost.User, InnerHost.Secret)),
            Trust = new WsManTrust { Fingerprint = gate.Inner.Fingerprint },
        });
        var (shells, opened) = (0, 0);
        for (var i = 0; i < 60 && (opened == 0 || shells != opened); i++)
        {
            await Task.Delay(250, Token);
            (shells, opened) = (gate.Gate.Terminated.Shells, 0);
            await foreach (var _ in there.ListShellsAsync(Token)) opened++;
        }
        Assert.NotEqual(0, opened);
        Assert.Equal(opened, shells);
    }

    private static async Task LeaveAsync(TerminatedGate gate, int wait)
    {
        var body = Encoding.UTF8.GetBytes(Envelopes.Request("http://schemas.xmlsoap.org/ws/2004/09/transfer/Create", Envelopes.Shell,
            "<rsp:Shell><rsp:InputStreams>stdin</rsp:InputStreams><rsp:OutputStreams>stdout</rsp:OutputStreams></rsp:Shell>"));
        await using var stream = await gate.Gate.DialAsync();
        var authorization = RunningGate.Basic().Replace("Proxy-", "", StringComparison.Ordinal);
        await stream.WriteAsync(Encoding.Latin1.GetBytes(
            $"POST /to/web1/wsman HTTP/1.1\r\nHost: {RunningGate.Here}:{gate.Gate.Port}\r\n{authorization}" +
            $"Content-Type: application/soap+xml;charset=UTF-8\r\nContent-Length: {body.Length}\r\n\r\n"), Token);
        await stream.WriteAsync(body, Token);
        await Task.Delay(wait, Token);
    }

    private static async Task<string> EnumerateAsync(TerminatedGate gate, string body = "<n:Enumerate/>", string user = "alice")
    {
        var answer = await AskAsync(gate, "Enumerate", body, user);
        Assert.Contains("EnumerationContext>", answer, StringComparison.Ordinal);
        return answer.Split("EnumerationContext>")[1].Split('<')[0];
    }

    private static Task<string> PullAsync(TerminatedGate gate, string context) =>
        AskAsync(gate, "Pull", $"<n:Pull><n:EnumerationContext>{context}</n:EnumerationContext></n:Pull>");

    private static async Task<string> AskAsync(TerminatedGate gate, string action, string body, string user = "alice") =>
        (await gate.PostAsync("/to/web1/wsman", Envelopes.Request(Enumeration + action, Processes, body), user)).Answer;

    private static async Task WaitAsync(Func<bool> isSo)
    {
        for (var i = 0; i < 300 && !isSo(); i++) await Task.Delay(50, Token);
        Assert.True(isSo());
    }
}
