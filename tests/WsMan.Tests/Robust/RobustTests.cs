using System.Text;
using System.Xml.Linq;
using Sekimori.Guard;
using Sekimori.WsMan.Operations;
using Sekimori.WsMan.Shell;
using Sekimori.WsMan.Tests.Kit;

namespace Sekimori.WsMan.Tests;

/// <summary>Robust connections ([MS-WSMV] 3.1.4.1.39), rule by rule.</summary>
// Not concurrently as EnumerationTests, which measures what this process holds: kept replies are part of that.
[Collection("Memory")]
[Trait("Size", "Large")]
public sealed class RobustTests
{
    private const string Id = "uuid:AD3A70BC-E338-4410-AE86-23F9E1D70FBE";
    private static readonly XNamespace P = "http://schemas.microsoft.com/wbem/wsman/1/wsman.xsd";
    private static readonly string Item = TestService.Selectors(("Name", "item1"));

    private readonly TestService _service = new();

    [Theory]
    [InlineData("SequenceId")]
    [InlineData("SequenceID")]
    public async Task An_operations_identity_comes_back_with_the_number_one(string spelling)
    {
        var reply = await GetAsync(Headers().Replace("SequenceId", spelling));
        Assert.Equal(("", Id, "1"), (reply.FaultName, reply.Header(P + "OperationID"), reply.Header(P + "SequenceId")));
        var fault =
            await AskAsync(
            Envelope("Get", TestService.Item, TestService.Selectors(("Name", "item99")) + Headers(id: "uuid:" + Guid.NewGuid())));
        Assert.Equal(("DestinationUnreachable", "1"), (fault.FaultName, fault.Header(P + "SequenceId")));
        Assert.NotEqual("", fault.Header(P + "OperationID"));
    }

    [Fact]
    public async Task Without_an_identity_and_on_other_resources_there_is_none_and_nothing_is_kept()
    {
        var plain = await _service.GetAsync(Item);
        Assert.DoesNotContain("OperationID", plain.Text);
        var config = await AskAsync(Envelope("Get", "http://schemas.microsoft.com/wbem/wsman/1/config", Headers()));
        Assert.Equal("", config.FaultName);
        Assert.DoesNotContain("OperationID", config.Text);
        Assert.DoesNotContain("SequenceId", config.Text);
        Assert.Equal((0, 0L), _service.Service.Kept);
    }

    [Fact]
    public async Task What_is_no_guid_is_ignored_unless_it_must_be_understood()
    {
        var ignored = await GetAsync(Headers(id: "uuid:1"));
        Assert.Equal("", ignored.FaultName);
        Assert.DoesNotContain("OperationID", ignored.Text);
        Assert.Equal("InvalidMessageInformationHeader", (await GetAsync(Headers(id: "uuid:1", again: true))).FaultName);
    }

    [Fact]
    public async Task An_identity_that_is_taken_is_refused_and_nothing_is_done()
    {
        var shell = await _service.OpenShellAsync();
        await StartAsync(shell, Headers());
        var refused = await StartAsync(shell, Headers());
        Assert.Equal(("InvalidMessageInformationHeader", Id, ""),
            (refused.FaultName, refused.Header(P + "OperationID"), refused.Header(P + "SequenceId")));
        Assert.Single(_service.Host.Shells.Single().Commands);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Another_number_than_one_is_refused_and_nothing_is_done(bool again)
    {
        var shell = await _service.OpenShellAsync();
        Assert.Equal("InvalidMessageInformationHeader", (await StartAsync(shell, Headers(again: again, number: 2))).FaultName);
        Assert.Empty(_service.Host.Shells.Single().Commands);
        await StartAsync(shell, Headers());
        Assert.Equal("InvalidMessageInformationHeader", (await StartAsync(shell, Headers(again: true, number: 2))).FaultName);
    }

    [Fact]
    public async Task A_retransmission_gets_the_kept_reply_behind_an_acknowledgement_and_nothing_is_done_again()
    {
        var shell = await _service.OpenShellAsync();
        var first = await StartAsync(shell, Headers(), new TestChannel());
        var other = new TestChannel();
        var second = await StartAsync(shell, Headers(again: true), other);
        Assert.Equal(first.Bytes, second.Bytes);
        Assert.Single(_service.Host.Shells.Single().Commands);
        var ahead = XDocument.Parse(Assert.Single(other.Ahead));
        Assert.Equal("http://schemas.microsoft.com/wbem/wsman/1/wsman/Acknowledge",
            (string?)ahead.Descendants(Reply.A + "Action").Single());
        Assert.Equal("http://schemas.microsoft.com/wbem/wsman/1/wsman/RobustConnection",
            (string?)ahead.Descendants(Reply.W + "ResourceURI").Single());
        Assert.Equal(Id, (string?)ahead.Descendants(P + "OperationID").Single());
        Assert.Equal("1", (string?)ahead.Root!.Element(Reply.S + "Body")!.Element(P + "LastSequenceIdReceived"));
        Assert.Equal(first.Bytes, (await StartAsync(shell, Headers(again: true))).Bytes);
    }

    [Fact]
    public async Task A_retransmission_of_what_still_runs_waits_for_its_reply()
    {
        var shell = await _service.OpenShellAsync();
        var command = await _service.StartAsync(shell);
        using var gone = new CancellationTokenSource();
        var first = ReceiveAsync(shell, command, Headers(), new TestChannel(), gone.Token);
        await gone.CancelAsync();
        await Task.Delay(50);
        Assert.False(first.IsCompleted);
        var other = new TestChannel();
        var second = ReceiveAsync(shell, command, Headers(again: true), other);
        // The acknowledgement does not wait for the output.
        Assert.Single(other.Ahead);
        Assert.False(second.IsCompleted);
        _service.Host.Command.Say(ShellStream.StdOut, "once");
        Assert.Equal((await first).Bytes, (await second).Bytes);
        Assert.Equal(Convert.ToBase64String("once"u8), (await second).Document.Descendants(Reply.R + "Stream").Single().Value);
        _service.Host.Command.Say(ShellStream.StdOut, "next");
        Assert.Equal(Convert.ToBase64String("next"u8),
            (await ReceiveAsync(shell, command, "")).Document.Descendants(Reply.R + "Stream").Single().Value);
    }

    [Fact]
    public async Task A_retransmission_that_leaves_does_not_end_what_it_waited_for()
    {
        var shell = await _service.OpenShellAsync();
        var command = await _service.StartAsync(shell);
        var first = ReceiveAsync(shell, command, Headers());
        using var gone = new CancellationTokenSource();
        var second = ReceiveAsync(shell, command, Headers(again: true), new TestChannel(), gone.Token);
        await gone.CancelAsync();
        Assert.Equal("InternalError", (await second).FaultName);
        _service.Host.Command.Say(ShellStream.StdOut, "once");
        Assert.Equal("", (await first).FaultName);
        Assert.Equal((await first).Bytes, (await ReceiveAsync(shell, command, Headers(again: true))).Bytes);
    }

    [Fact]
    public async Task An_operation_without_its_client_ends_with_its_own_time_out()
    {
        var shell = await _service.OpenShellAsync();
        var command = await _service.StartAsync(shell);
        var first = ReceiveAsync(shell, command, Headers(), new TestChannel(), new CancellationToken(canceled: true));
        Assert.False(first.IsCompleted);
        _service.Time.Advance(TimeSpan.FromSeconds(21));
        Assert.Equal("TimedOut", (await first).FaultName);
        var other = new TestChannel();
        using var raw = await RawAsync(
            Envelope("Receive", TestService.Shell, TestService.Selectors(("ShellId", shell)) + Headers(again: true), Desired(command)),
            TestService.Operator, other);
        // [MS-WSMV] 4.11.3: the status went out with the acknowledgement.
        Assert.Equal((200, Faults.FaultSubcode.TimedOut), (raw.HttpStatus, raw.Fault!.Subcode));
    }

    [Fact]
    public async Task A_receive_whose_client_has_gone_makes_way_for_the_next_one_and_one_whose_client_waits_does_not()
    {
        var shell = await _service.OpenShellAsync();
        var command = await _service.StartAsync(shell);
        using var gone = new CancellationTokenSource();
        var first = ReceiveAsync(shell, command, Headers(), new TestChannel(), gone.Token);
        Assert.Equal("Concurrency", (await ReceiveAsync(shell, command, Headers("uuid:" + Guid.NewGuid()))).FaultName);
        Assert.Equal("Concurrency", (await ReceiveAsync(shell, command, "")).FaultName);
        await gone.CancelAsync();
        var second = ReceiveAsync(shell, command, "");
        Assert.Equal("Concurrency", (await first).FaultName);
        Assert.False(second.IsCompleted);
        _service.Host.Command.Say(ShellStream.StdOut, "for the second");
        Assert.Equal("", (await second).FaultName);
    }

    [Fact]
    public async Task Input_that_is_sent_twice_is_taken_once()
    {
        var shell = await _service.OpenShellAsync();
        var command = await _service.StartAsync(shell);
        var body =
            $"<rsp:Send><rsp:Stream Name=\"stdin\" CommandId=\"{command}\">{Convert.ToBase64String("abc"u8)}</rsp:Stream></rsp:Send>";
        await _service.ShellAsync("Send", shell, body, headers: Headers());
        Assert.Equal("", (await _service.ShellAsync("Send", shell, body, headers: Headers(again: true))).FaultName);
        Assert.Equal("abc", Encoding.UTF8.GetString(_service.Host.Command.Input.ToArray()));
    }

    [Fact]
    public async Task An_unknown_identity_that_must_be_understood_is_done_as_new()
    {
        var shell = await _service.OpenShellAsync();
        var channel = new TestChannel();
        var reply = await StartAsync(shell, Headers(again: true), channel);
        Assert.Equal(("", Id, "1"), (reply.FaultName, reply.Header(P + "OperationID"), reply.Header(P + "SequenceId")));
        Assert.Empty(channel.Ahead);
        Assert.Single(_service.Host.Shells.Single().Commands);
    }

    [Fact]
    public async Task Another_accounts_identity_is_as_if_it_were_not_there()
    {
        var first = await GetAsync(Headers());
        var theirs = await GetAsync(Headers(), TestService.Reader);
        Assert.Equal("", theirs.FaultName);
        var again = await GetAsync(Headers(again: true), TestService.Reader);
        Assert.Equal(theirs.Bytes, again.Bytes);
        Assert.NotEqual(first.Bytes, again.Bytes);
        Assert.Equal(
            first.Bytes,
            (await GetAsync(Headers(again: true),
            TestService.Administrator with { Account = "ANNA", Identity = TestService.Administrator.Identity })).Bytes);
    }

    [Fact]
    public async Task A_reply_is_not_sent_again_to_an_account_that_may_no_longer_ask_nor_for_another_request()
    {
        var shell = await _service.OpenShellAsync();
        await StartAsync(shell, Headers());
        Assert.Equal(
            "AccessDenied",
            (await StartAsync(shell, Headers(again: true), caller: TestService.Operator with { Role = Role.Reader })).FaultName);
        Assert.Equal("InvalidMessageInformationHeader",
            (await _service.ShellAsync("Receive", shell, Desired(Guid.NewGuid().ToString()), headers: Headers(again: true))).FaultName);
    }

    [Fact]
    public async Task A_reply_is_kept_for_three_minutes_and_fifteen_seconds_from_the_last_time_that_it_was_asked_for()
    {
        var first = await GetAsync(Headers());
        _service.Time.Advance(TimeSpan.FromSeconds(194));
        Assert.Equal(first.Bytes, (await GetAsync(Headers(again: true))).Bytes);
        _service.Time.Advance(TimeSpan.FromSeconds(194));
        Assert.Equal(first.Bytes, (await GetAsync(Headers(again: true))).Bytes);
        _service.Time.Advance(TimeSpan.FromSeconds(195));
        Assert.NotEqual(first.Bytes, (await GetAsync(Headers(again: true))).Bytes);
        Assert.Equal(1, _service.Service.Kept.Operations);
        _service.Time.Advance(TimeSpan.FromSeconds(195));
        _service.Service.Tick(_service.Time.GetUtcNow());
        Assert.Equal((0, 0L), _service.Service.Kept);
    }

    [Fact]
    public async Task The_next_operation_on_the_same_connection_drops_the_reply()
    {
        var (mine, other) = (new TestChannel(), new TestChannel());
        var first = await GetAsync(Headers(), channel: mine);
        await GetAsync(Headers(id: "uuid:" + Guid.NewGuid()), channel: other);
        Assert.Equal(2, _service.Service.Kept.Operations);
        await GetAsync(Headers(id: "uuid:" + Guid.NewGuid()), channel: mine);
        Assert.Equal(2, _service.Service.Kept.Operations);
        Assert.NotEqual(first.Bytes, (await GetAsync(Headers(again: true))).Bytes);
    }

    [Fact]
    public async Task The_connection_of_a_retransmission_is_the_operations_from_then_on()
    {
        var (mine, other) = (new TestChannel(), new TestChannel());
        var first = await GetAsync(Headers(), channel: mine);
        await GetAsync(Headers(again: true), channel: other);
        await GetAsync(Headers(id: "uuid:" + Guid.NewGuid()), channel: mine);
        Assert.Equal(first.Bytes, (await GetAsync(Headers(again: true))).Bytes);
    }

    [Theory]
    [InlineData("<p:LastSequenceIdReceived>1</p:LastSequenceIdReceived>", true, true)]
    [InlineData("<p:Acknowledge><p:LastSequenceIdReceived>1</p:LastSequenceIdReceived></p:Acknowledge>", true, true)]
    [InlineData("<p:LastSequenceIdReceived>0</p:LastSequenceIdReceived>", true, false)]
    [InlineData("<p:LastSequenceIdReceived>1</p:LastSequenceIdReceived>", false, false)]
    public async Task What_is_acknowledged_is_dropped(string body, bool isOwn, bool isDropped)
    {
        await GetAsync(Headers());
        var envelope = TestService.Envelope(
            "http://schemas.microsoft.com/wbem/wsman/1/wsman/Acknowledge",
            "http://schemas.microsoft.com/wbem/wsman/1/wsman/RobustConnection", body, $"<p:OperationID>{Id}</p:OperationID>");
        // As 4.11.3 has it.
        envelope =
            envelope.Replace(
            "<a:ReplyTo><a:Address " +
            "s:mustUnderstand=\"true\">http://schemas.xmlsoap.org/ws/2004/08/addressing/role/anonymous</a:Address></a:ReplyTo>", "");
        using var raw = await RawAsync(envelope, isOwn ? TestService.Administrator : TestService.Operator, null);
        Assert.Null(raw.Fault);
        Assert.True(raw.Body.IsEmpty);
        Assert.Equal(isDropped ? 0 : 1, _service.Service.Kept.Operations);
    }

    [Fact]
    public async Task What_is_cancelled_ends_with_a_fault_that_is_kept()
    {
        var shell = await _service.OpenShellAsync();
        var command = await _service.StartAsync(shell);
        var first = ReceiveAsync(shell, command, Headers());
        // Another account's message is about another operation.
        Assert.Null((await AsideAsync("Cancel", TestService.Administrator)).Fault);
        Assert.Null((await AsideAsync("Keepalive", TestService.Operator)).Fault);
        Assert.Null((await AsideAsync("KeepAlive", TestService.Operator)).Fault);
        Assert.False(first.IsCompleted);
        using var raw = await AsideAsync("Cancel", TestService.Operator);
        Assert.True(raw is { Fault: null, Body.IsEmpty: true, HttpStatus: 200 });
        Assert.Equal(("InternalError", 995u), ((await first).FaultName, (await first).FaultNumber));
        Assert.Equal((await first).Bytes, (await ReceiveAsync(shell, command, Headers(again: true))).Bytes);
        // The command continues, and its output has not been lost.
        _service.Host.Command.Say(ShellStream.StdOut, "later");
        Assert.Equal(Convert.ToBase64String("later"u8),
            (await ReceiveAsync(shell, command, "")).Document.Descendants(Reply.R + "Stream").Single().Value);
        Assert.Null((await AsideAsync("Cancel", TestService.Operator)).Fault);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_has_ended_is_kept_no_longer(bool isRunning)
    {
        var shell = await _service.OpenShellAsync();
        var command = await _service.StartAsync(shell);
        var first = ReceiveAsync(shell, command, Headers());
        if (!isRunning) _service.Host.Command.Say(ShellStream.StdOut, "once");
        if (!isRunning) await first;
        Assert.Equal(1, _service.Service.Kept.Operations);
        Assert.Null((await AsideAsync("End", TestService.Administrator)).Fault);
        Assert.Equal(1, _service.Service.Kept.Operations);
        Assert.Null((await AsideAsync("End", TestService.Operator)).Fault);
        Assert.Equal(isRunning ? "InternalError" : "", (await first).FaultName);
        Assert.Equal((0, 0L), _service.Service.Kept);
    }

    [Fact]
    public async Task A_message_beside_an_operation_names_it()
    {
        using var unnamed = await AsideAsync("End", TestService.Operator, "");
        Assert.Equal("InvalidMessageInformationHeader", unnamed.Fault!.Subcode.Name);
        // Another action there is a request like any other, which needs a ReplyTo.
        using var unknown = await AsideAsync("Hurry", TestService.Operator);
        Assert.Equal("MessageInformationHeaderRequired", unknown.Fault!.Subcode.Name);
    }

    [Fact]
    public async Task Kept_replies_are_bounded_for_an_account_and_what_gave_way_is_not_done_again()
    {
        var (shell, command) = await BusyShellAsync(TestService.Operator, 70);
        var ids = Enumerable.Range(0, 70).Select(_ => "uuid:" + Guid.NewGuid()).ToArray();
        foreach (var id in ids) Assert.Equal("", (await ReceiveAsync(shell, command, Headers(id))).FaultName);
        var (operations, bytes) = _service.Service.Kept;
        Assert.Equal(70, operations);
        Assert.InRange(bytes, 8 << 20, 16 << 20);
        var left = _service.Host.Command.TryPeek();
        var gone = await ReceiveAsync(shell, command, Headers(ids[0], again: true));
        Assert.Equal(("InternalError", 995u), (gone.FaultName, gone.FaultNumber));
        Assert.Equal(left, _service.Host.Command.TryPeek());
        Assert.Equal("", (await ReceiveAsync(shell, command, Headers(ids[^1], again: true))).FaultName);
    }

    [Fact]
    public async Task Kept_replies_of_all_accounts_are_bounded()
    {
        for (var i = 0; i < 6; i++)
        {
            var caller = TestService.Operator with { Account = "account" + i };
            var (shell, command) = await BusyShellAsync(caller, 66);
            for (var n = 0; n < 66; n++) await ReceiveAsync(shell, command, Headers("uuid:" + Guid.NewGuid()), caller: caller);
        }
        Assert.InRange(_service.Service.Kept.Bytes, 48 << 20, 64 << 20);
    }

    [Fact]
    public async Task The_oldest_operations_of_an_account_are_forgotten_and_those_that_run_are_not()
    {
        var service = new TestService(settings: new WsManSettings { MaxConcurrentOperationsPerUser = 5 });
        var shell = await service.OpenShellAsync();
        var command = await service.StartAsync(shell);
        for (var i = 0; i < 20; i++)
            Assert.Equal("", (await service.GetAsync(Item + Headers("uuid:" + Guid.NewGuid()), TestService.Operator)).FaultName);
        Assert.Equal(5, service.Service.Kept.Operations);
        var running = new List<Task<Reply>>();
        for (var i = 0; i < 5; i++)
            running.Add(
                service.ShellAsync("Receive", shell, Desired(i == 0 ? command : await service.StartAsync(shell)),
                headers: Headers("uuid:" + Guid.NewGuid())));
        Assert.DoesNotContain(running, r => r.IsCompleted);
        Assert.Equal(("QuotaLimit", 2150859174u),
            await FaultAsync(service.GetAsync(Item + Headers("uuid:" + Guid.NewGuid()), TestService.Operator)));
        Assert.Equal("", (await service.GetAsync(Item, TestService.Operator)).FaultName);
        Assert.Equal("", (await service.GetAsync(Item + Headers("uuid:" + Guid.NewGuid()))).FaultName);
        await service.Service.DisposeAsync();
        await Task.WhenAll(running).WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
    }

    private static async Task<(string, uint)> FaultAsync(Task<Reply> asked) => ((await asked).FaultName, (await asked).FaultNumber);

    private static string Headers(string id = Id, bool again = false, int number = 1) =>
        $"<p:OperationID s:mustUnderstand=\"{(again ? "true " : "false")}\">{id}</p:OperationID><p:SequenceId " +
        $"s:mustUnderstand=\"false\">{number}</p:SequenceId>";

    private static string Desired(string command) =>
        $"<rsp:Receive><rsp:DesiredStream CommandId=\"{command}\">stdout stderr</rsp:DesiredStream></rsp:Receive>";

    private static string Envelope(string action, string resource, string headers, string body = "") =>
        TestService.Envelope((action == "Get" ? TestService.Transfer : TestService.Shells) + action, resource, body, headers);

    private async Task<(string Shell, string Command)> BusyShellAsync(Caller caller, int replies)
    {
        var shell = await _service.OpenShellAsync(caller);
        var command = await _service.StartAsync(shell, caller: caller);
        var fake = _service.Host.Shells.Single(s => s.Caller == caller).Commands.Single();
        // More than a reply of 150 KiB takes.
        for (var i = 0; i <= replies; i++) fake.Say(ShellStream.StdOut, new byte[128 * 1024]);
        return (shell, command);
    }

    private Task<Reply> GetAsync(string headers, Caller? caller = null, TestChannel? channel = null) =>
        AskAsync(Envelope("Get", TestService.Item, Item + headers), caller, channel);

    private Task<Reply> StartAsync(string shell, string headers, TestChannel? channel = null, Caller? caller = null) =>
        AskAsync(
        Envelope("Command", TestService.Shell, TestService.Selectors(("ShellId", shell)) + headers,
        "<rsp:CommandLine><rsp:Command>x</rsp:Command></rsp:CommandLine>"), caller ?? TestService.Operator, channel);

    private Task<Reply> ReceiveAsync(
        string shell, string command, string headers, TestChannel? channel = null, CancellationToken aborted = default,
        Caller? caller = null) =>
        AskAsync(Envelope("Receive", TestService.Shell, TestService.Selectors(("ShellId", shell)) + headers, Desired(command)),
        caller ?? TestService.Operator, channel, aborted);

    // As 3.2.4.2.1 writes them: no ReplyTo.
    private Task<WsManReply> AsideAsync(string action, Caller caller, string headers = $"<p:OperationID>{Id}</p:OperationID>") =>
        RawAsync(
        TestService.Envelope("http://schemas.microsoft.com/wbem/wsman/1/wsman/" + action,
        "http://schemas.microsoft.com/wbem/wsman/1/wsman/FullDuplex", "", headers)
            .Replace(
            "<a:ReplyTo><a:Address " +
            "s:mustUnderstand=\"true\">http://schemas.xmlsoap.org/ws/2004/08/addressing/role/anonymous</a:Address></a:ReplyTo>", ""),
            caller, null);

    private async Task<Reply> AskAsync(
        string envelope, Caller? caller = null, TestChannel? channel = null, CancellationToken aborted = default) =>
        new(await RawAsync(envelope, caller, channel, aborted));

    private async Task<WsManReply> RawAsync(string envelope, Caller? caller, TestChannel? channel, CancellationToken aborted = default)
    {
        var bytes = Encoding.UTF8.GetBytes(envelope);
        return await _service.Service.AnswerAsync(bytes, bytes.Length, caller ?? TestService.Administrator, aborted, null, channel);
    }
}
