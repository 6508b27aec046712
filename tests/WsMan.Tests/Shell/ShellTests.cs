using System.Text;
using System.Xml.Linq;
using Sekimori.WsMan.Operations;
using Sekimori.WsMan.Shell;
using Sekimori.WsMan.Tests.Kit;

namespace Sekimori.WsMan.Tests;

public sealed class ShellTests
{
    private const string Terminate = "http://schemas.microsoft.com/wbem/wsman/1/windows/shell/signal/terminate";

    [Fact]
    public async Task Create_answers_with_a_reference_and_the_shell()
    {
        var service = new TestService();
        var reply = await service.AskAsync(TestService.Envelope(TestService.Transfer + "Create", TestService.Shell,
            "<rsp:Shell Name=\"mine\"><rsp:Environment><rsp:Variable Name=\"A\">1</rsp:Variable><rsp:Variable Name=\"B\"> two " +
            "</rsp:Variable></rsp:Environment><rsp:WorkingDirectory>/tmp</rsp:WorkingDirectory>"
            + "<rsp:IdleTimeOut>PT900.000S</rsp:IdleTimeOut><rsp:InputStreams>stdin</rsp:InputStreams><rsp:OutputStreams>stdout " +
            "stderr</rsp:OutputStreams></rsp:Shell>",
            "<w:OptionSet><w:Option Name=\"WINRS_NOPROFILE\">True</w:Option><w:Option " +
            "Name=\"WINRS_CODEPAGE\">437</w:Option></w:OptionSet>"), TestService.Operator);
        var selector = reply.Document.Descendants(Reply.W + "Selector").Single();
        Assert.Equal("ShellId", (string?)selector.Attribute("Name"));
        Assert.Equal(selector.Value, reply.Find(Reply.R + "ShellId"));
        Assert.Equal(selector.Value.ToUpperInvariant(), selector.Value);
        Assert.Equal("otto", reply.Find(Reply.R + "Owner"));
        var options = service.Host.Shells.Single().Options;
        Assert.Equal(("/tmp", 437, true, true), (options.WorkingDirectory, options.CodePage, options.NoProfile, options.HasInput));
        Assert.Equal([new("A", "1"), new("B", " two ")], options.Environment);
        Assert.Equal("PT900.000S", reply.Find(Reply.R + "IdleTimeOut"));
    }

    [Fact]
    public async Task A_clients_own_identities_are_kept()
    {
        var service = new TestService();
        var reply = await service.AskAsync(
            TestService.Envelope(TestService.Transfer + "Create", TestService.Shell,
            "<rsp:Shell ShellId=\"0a442a7f-4627-43ae-8751-900b509f0a1f\"/>"), TestService.Operator);
        Assert.Equal("0A442A7F-4627-43AE-8751-900B509F0A1F", reply.Find(Reply.R + "ShellId"));
        var command = await service.ShellAsync(
            "Command", "uuid:0a442a7f-4627-43ae-8751-900b509f0a1f",
            "<rsp:CommandLine CommandId=\"77df7bb6-b5a0-4777-abd9-9823c0774074\"><rsp:Command>x</rsp:Command></rsp:CommandLine>");
        Assert.Equal("77DF7BB6-B5A0-4777-ABD9-9823C0774074", command.Find(Reply.R + "CommandId"));
        Assert.Equal(
            "AlreadyExists",
            (await service.AskAsync(
            TestService.Envelope(TestService.Transfer + "Create", TestService.Shell,
            "<rsp:Shell ShellId=\"0a442a7f-4627-43ae-8751-900b509f0a1f\"/>"), TestService.Operator)).FaultName);
    }

    [Fact]
    public async Task Command_and_arguments_reach_the_host_as_they_were_written()
    {
        var service = new TestService();
        var shell = await service.OpenShellAsync();
        await service.ShellAsync("Command", shell,
            "<rsp:CommandLine><rsp:Command><![CDATA[\"echo\" <&>]]></rsp:Command><rsp:Arguments>a b</rsp:Arguments><rsp:Arguments> c " +
            "</rsp:Arguments></rsp:CommandLine>",
            headers: "<w:OptionSet><w:Option Name=\"WINRS_CONSOLEMODE_STDIN\">TRUE</w:Option><w:Option " +
            "Name=\"WINRS_SKIP_CMD_SHELL\">true</w:Option></w:OptionSet>");
        var options = service.Host.Command.Options;
        Assert.Equal("\"echo\" <&>", options.Command);
        Assert.Equal(["a b", " c "], options.Arguments);
        Assert.True(options is { SkipShell: true, ConsoleInput: true });
    }

    [Fact]
    public async Task A_program_that_is_not_there_is_a_fault_with_the_number_that_clients_know()
    {
        var service = new TestService();
        var shell = await service.OpenShellAsync();
        service.Host.Shells.Single().RefusesCommands = ShellRefusal.NoProgram;
        var reply = await service.ShellAsync(
            "Command", shell, "<rsp:CommandLine><rsp:Command>nothing</rsp:Command></rsp:CommandLine>",
            headers: "<w:OptionSet><w:Option Name=\"WINRS_SKIP_CMD_SHELL\">TRUE</w:Option></w:OptionSet>");
        Assert.Equal(("InternalError", 2147942402u), (reply.FaultName, reply.FaultNumber));
    }

    // [MS-WSMV] 3.1.4.1.1: what winrm calls "shell", pypsrp checks and txwinrm lists.
    [Fact]
    public async Task Shells_are_looked_at_and_deleted_without_their_kind()
    {
        const string Any = "http://schemas.microsoft.com/wbem/wsman/1/windows/shell";
        var service = new TestService();
        var (one, two) = (await service.OpenShellAsync(), await service.OpenShellAsync());
        await service.OpenShellAsync(TestService.Administrator);
        var got = await service.AskAsync(
            TestService.Envelope(TestService.Transfer + "Get", Any, "", TestService.Selectors(("ShellId", one))), TestService.Operator);
        Assert.Equal((one, TestService.Shell), (got.Find(Reply.R + "ShellId"), got.Find(Reply.R + "ResourceUri")));
        var listed = await service.AskAsync(
            TestService.Envelope(TestService.Enumeration + "Enumerate", $" {Any} ", "<n:Enumerate> </n:Enumerate>"), TestService.Operator);
        var pulled = await service.PullAsync(listed.Context, 100, TestService.Operator, Any);
        Assert.Equal(new[] { one, two }.Order(), pulled.Document.Descendants(Reply.R + "ShellId").Select(id => id.Value).Order());
        Assert.True(pulled.Ended);
        // What a policy is asked about, and the record says, has one name.
        Assert.Equal(TestService.Shell,
            service.Inspect(TestService.Envelope(TestService.Transfer + "Get", Any, "", TestService.Selectors(("ShellId", one))))
            .ResourceUri);
        await service.AskAsync(
            TestService.Envelope(TestService.Transfer + "Delete",
            Any.ToUpperInvariant().Replace("HTTP://SCHEMAS.MICROSOFT.COM", "http://schemas.microsoft.com"), "",
            TestService.Selectors(("ShellId", two))), TestService.Operator);
        Assert.Equal([true], service.Host.Shells.Where(shell => shell.IsDisposed).Select(shell => shell.IsDisposed));
    }

    [Theory]
    [InlineData("http://schemas.xmlsoap.org/ws/2004/09/transfer/Create", "<rsp:Shell/>")]
    [InlineData("http://schemas.microsoft.com/wbem/wsman/1/windows/shell/Command",
        "<rsp:CommandLine><rsp:Command>id</rsp:Command></rsp:CommandLine>")]
    [InlineData("http://schemas.microsoft.com/wbem/wsman/1/windows/shell/Receive", "<rsp:Receive/>")]
    public async Task What_makes_a_shell_or_speaks_to_one_says_of_which_kind_it_is(string action, string body)
    {
        var service = new TestService();
        var shell = await service.OpenShellAsync();
        var reply = await service.AskAsync(
            TestService.Envelope(action, "http://schemas.microsoft.com/wbem/wsman/1/windows/shell", body,
            TestService.Selectors(("ShellId", shell))), TestService.Operator);
        Assert.Equal("DestinationUnreachable", reply.FaultName);
        Assert.Single(service.Host.Shells);
        Assert.Empty(service.Host.Shells.Single().Commands);
    }

    // Clients that read one reply only, or take the exit code only beside output.
    [Fact]
    public async Task A_command_that_has_just_begun_to_write_gets_a_moment_to_end()
    {
        var service = new TestService { Host = { Settling = TimeSpan.FromMilliseconds(20) } };
        var shell = await service.OpenShellAsync();
        var command = await service.StartAsync(shell);
        service.Host.Command.Say(ShellStream.StdOut, "out");
        var first = service.ReceiveAsync(shell, command);
        Assert.False(first.IsCompleted);
        service.Host.Command.Say(ShellStream.StdOut, "put");
        service.Host.Command.Exit(3);
        var reply = await first.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
        Assert.Equal(("output", "3"), (Output(reply, "stdout"), reply.Find(Reply.R + "ExitCode")));
    }

    [Fact]
    public async Task The_moment_is_over_soon_and_a_flow_gets_none()
    {
        var service = new TestService { Host = { Settling = TimeSpan.FromMilliseconds(20) } };
        var shell = await service.OpenShellAsync();
        var command = await service.StartAsync(shell);
        service.Host.Command.Say(ShellStream.StdOut, "out");
        var first = service.ReceiveAsync(shell, command);
        service.Time.Advance(TimeSpan.FromMilliseconds(19));
        Assert.False(first.IsCompleted);
        service.Time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal("out", Output(await first.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken), "stdout"));
        // What is there already, of a command that has spoken, goes out at once.
        service.Host.Command.Say(ShellStream.StdOut, "flow");
        Assert.Equal("flow", Output(await service.ReceiveAsync(shell, command), "stdout"));
        // After a silence there is a moment again.
        var waiting = service.ReceiveAsync(shell, command);
        service.Host.Command.Say(ShellStream.StdErr, "late");
        await Task.Delay(50, TestContext.Current.CancellationToken);
        Assert.False(waiting.IsCompleted);
        service.Host.Command.Exit(1);
        var last = await waiting.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
        Assert.Equal(("late", "1"), (Output(last, "stderr"), last.Find(Reply.R + "ExitCode")));
    }

    [Fact]
    public async Task A_full_reply_waits_for_nothing_and_no_output_is_lost_when_the_time_is_over()
    {
        var service = new TestService { Host = { Settling = TimeSpan.FromMilliseconds(20) } };
        var shell = await service.OpenShellAsync();
        var command = await service.StartAsync(shell);
        service.Host.Command.Say(ShellStream.StdOut, new byte[200_000]);
        Assert.Equal(
            "",
            (await service.ReceiveAsync(shell, command)
            .WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken)).FaultName);
        var other = await service.StartAsync(shell);
        service.Host.Shells.Single().Commands.Single(c => !c.TryPeek()).Say(ShellStream.StdOut, "out");
        var reply = service.ShellAsync(
            "Receive", shell, $"<rsp:Receive><rsp:DesiredStream CommandId=\"{other}\">stdout stderr</rsp:DesiredStream></rsp:Receive>",
            timeout: "PT0.01S");
        service.Time.Advance(TimeSpan.FromMilliseconds(10));
        Assert.Equal("out", Output(await reply.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken), "stdout"));
    }

    [Fact]
    public async Task Receive_gives_both_streams_their_ends_and_the_exit_code()
    {
        var service = new TestService();
        var shell = await service.OpenShellAsync();
        var command = await service.StartAsync(shell);
        service.Host.Command.Say(ShellStream.StdOut, "out");
        service.Host.Command.Say(ShellStream.StdErr, "err");
        var first = await service.ReceiveAsync(shell, command);
        Assert.Equal("out", Output(first, "stdout"));
        Assert.Equal("err", Output(first, "stderr"));
        Assert.EndsWith("/Running", State(first));
        Assert.Null(first.Find(Reply.R + "ExitCode"));
        service.Host.Command.Say(ShellStream.StdOut, "more");
        service.Host.Command.Exit(3);
        var last = await service.ReceiveAsync(shell, command);
        Assert.Equal("more", Output(last, "stdout"));
        Assert.EndsWith("/Done", State(last));
        Assert.Equal("3", last.Find(Reply.R + "ExitCode"));
        var ends = last.Document.Descendants(Reply.R + "Stream").Where(s => (string?)s.Attribute("End") == "true").ToArray();
        Assert.Equal(["stdout", "stderr"], ends.Select(e => (string?)e.Attribute("Name")));
        Assert.All(ends, e => Assert.Empty(e.Value));
        Assert.EndsWith("/Done", State(await service.ReceiveAsync(shell, command)));
    }

    [Fact]
    public async Task Receive_waits_for_output()
    {
        var service = new TestService();
        var shell = await service.OpenShellAsync();
        var command = await service.StartAsync(shell);
        var waiting = service.ReceiveAsync(shell, command);
        Assert.False(waiting.IsCompleted);
        service.Host.Command.Say(ShellStream.StdOut, "late");
        Assert.Equal("late", Output(await waiting, "stdout"));
    }

    [Fact]
    public async Task Receive_times_out_as_clients_expect()
    {
        var service = new TestService();
        var shell = await service.OpenShellAsync();
        var command = await service.StartAsync(shell);
        var waiting = service.ReceiveAsync(shell, command);
        service.Time.Advance(TimeSpan.FromSeconds(19));
        Assert.False(waiting.IsCompleted);
        service.Time.Advance(TimeSpan.FromSeconds(2));
        var reply = await waiting;
        Assert.Equal((500, "TimedOut", 2150858793u), (reply.Status, reply.FaultName, reply.FaultNumber));
        // masterzen's client looks for this word.
        Assert.Contains("OperationTimeout", reply.Text);
        service.Host.Command.Say(ShellStream.StdOut, "late");
        Assert.Equal("late", Output(await service.ReceiveAsync(shell, command), "stdout"));
    }

    [Fact]
    public async Task A_reply_stays_within_the_clients_size_and_no_byte_is_lost()
    {
        var service = new TestService();
        var shell = await service.OpenShellAsync();
        var command = await service.StartAsync(shell);
        var bytes = new byte[500_000];
        new Random(1).NextBytes(bytes);
        service.Host.Command.Say(ShellStream.StdOut, bytes);
        service.Host.Command.Exit(0);
        using var received = new MemoryStream();
        for (var done = false; !done;)
        {
            var reply = await service.ReceiveAsync(shell, command);
            Assert.InRange(reply.Bytes.Length, 1, 153_600);
            foreach (var stream in reply.Document.Descendants(Reply.R + "Stream")) received.Write(Convert.FromBase64String(stream.Value));
            done = State(reply).EndsWith("/Done");
        }
        Assert.Equal(bytes, received.ToArray());
    }

    [Fact]
    public async Task Two_receives_at_a_time_are_one_too_many()
    {
        var service = new TestService();
        var shell = await service.OpenShellAsync();
        var command = await service.StartAsync(shell);
        using var gone = new CancellationTokenSource();
        var waiting = service.AskAsync(
            TestService.Envelope(TestService.Shells + "Receive", TestService.Shell,
            $"<rsp:Receive><rsp:DesiredStream CommandId=\"{command}\">stdout</rsp:DesiredStream></rsp:Receive>",
            TestService.Selectors(("ShellId", shell))), TestService.Operator, gone.Token);
        Assert.Equal(2150859047u, (await service.ReceiveAsync(shell, command)).FaultNumber);
        // The client that waited goes: the next may wait.
        await gone.CancelAsync();
        await waiting;
        service.Host.Command.Say(ShellStream.StdOut, "x");
        Assert.Equal("", (await service.ReceiveAsync(shell, command)).FaultName);
    }

    [Fact]
    public async Task Input_reaches_the_command_and_ends()
    {
        var service = new TestService();
        var shell = await service.OpenShellAsync();
        var command = await service.StartAsync(shell);
        Assert.Equal("", (await SendAsync("hello ", false)).FaultName);
        Assert.Equal("", (await SendAsync("world", true)).FaultName);
        Assert.Equal("hello world", Encoding.UTF8.GetString(service.Host.Command.Input.ToArray()));
        Assert.True(service.Host.Command.InputEnded);
        // What comes after the end is dropped without a fault.
        Assert.Equal("", (await SendAsync("!", false)).FaultName);

        Task<Reply> SendAsync(string text, bool end) => service.ShellAsync("Send", shell,
            $"<rsp:Send><rsp:Stream Name=\"stdin\" " +
            $"CommandId=\"{command}\"{(end ? " End=\"true\"" : "")}>" +
            $"{Convert.ToBase64String(Encoding.UTF8.GetBytes(text))}</rsp:Stream></rsp:Send>");
    }

    [Fact]
    public async Task Base64_that_is_none_is_a_fault()
    {
        var service = new TestService();
        var shell = await service.OpenShellAsync();
        var command = await service.StartAsync(shell);
        var reply = await service.ShellAsync(
            "Send", shell, $"<rsp:Send><rsp:Stream Name=\"stdin\" CommandId=\"{command}\">***</rsp:Stream></rsp:Send>");
        Assert.Equal("SchemaValidationError", reply.FaultName);
    }

    [Theory]
    [InlineData("http://schemas.microsoft.com/wbem/wsman/1/windows/shell/signal/ctrl_c", ShellSignal.CtrlC)]
    [InlineData("powershell/signal/crtl_c", ShellSignal.CtrlC)]
    [InlineData("powershell/signal/ctrl_c", ShellSignal.CtrlC)]
    [InlineData("http://schemas.microsoft.com/wbem/wsman/1/windows/shell/signal/ctrl_break", ShellSignal.CtrlBreak)]
    public async Task Signals_reach_the_command(string code, ShellSignal signal)
    {
        var service = new TestService();
        var shell = await service.OpenShellAsync();
        var command = await service.StartAsync(shell);
        Assert.Equal("", (await service.SignalAsync(shell, command, code)).FaultName);
        Assert.Equal([signal], service.Host.Command.Signals);
    }

    [Theory]
    [InlineData(Terminate)]
    [InlineData("http://schemas.microsoft.com/wbem/wsman/1/windows/shell/signal/Terminate")]
    public async Task Terminate_ends_a_command_and_may_come_twice(string code)
    {
        var service = new TestService();
        var shell = await service.OpenShellAsync();
        var command = await service.StartAsync(shell);
        Assert.Equal("", (await service.SignalAsync(shell, command, code)).FaultName);
        Assert.True(service.Host.Command.IsDisposed);
        Assert.Equal("", (await service.SignalAsync(shell, command, code)).FaultName);
        Assert.Equal("InvalidParameter", (await service.ReceiveAsync(shell, command)).FaultName);
    }

    [Theory]
    [InlineData(Terminate)]
    [InlineData("http://schemas.microsoft.com/wbem/wsman/1/windows/shell/signal/ctrl_c")]
    public async Task Terminate_and_ctrl_c_free_the_quota(string code)
    {
        var service = new TestService(settings: new WsManSettings { MaxProcessesPerShell = 1 });
        var shell = await service.OpenShellAsync();
        var command = await service.StartAsync(shell);
        var refused = await service.ShellAsync("Command", shell, "<rsp:CommandLine><rsp:Command>x</rsp:Command></rsp:CommandLine>");
        Assert.Equal(("QuotaLimit", 2150859241u), (refused.FaultName, refused.FaultNumber));
        await service.SignalAsync(shell, command, code);
        await service.StartAsync(shell);
    }

    [Fact]
    public async Task Delete_closes_the_shell_and_ends_what_waits_on_it()
    {
        var service = new TestService();
        var shell = await service.OpenShellAsync();
        var command = await service.StartAsync(shell);
        var waiting = service.ReceiveAsync(shell, command);
        var deleted = await service.AskAsync(
            TestService.Envelope(TestService.Transfer + "Delete", TestService.Shell, "", TestService.Selectors(("ShellId", shell))),
            TestService.Operator);
        Assert.Equal(200, deleted.Status);
        Assert.Empty(deleted.Body.Elements());
        Assert.Equal(995u, (await waiting).FaultNumber);
        Assert.True(service.Host.Shells.Single().IsDisposed);
        Assert.Equal(("InvalidSelectors", 2150858843u), await FaultOf(service.ReceiveAsync(shell, command)));
        Assert.Equal(0, service.Service.Open.Shells);
    }

    [Fact]
    public async Task Shells_of_others_are_as_if_they_were_not_there()
    {
        var service = new TestService();
        var shell = await service.OpenShellAsync();
        Assert.Equal(("InvalidSelectors", 2150858843u),
            await FaultOf(
            service.ShellAsync("Command", shell, "<rsp:CommandLine><rsp:Command>x</rsp:Command></rsp:CommandLine>",
            TestService.Administrator)));
    }

    [Fact]
    public async Task A_reader_opens_no_shell()
    {
        var reply = await new TestService().AskAsync(
            TestService.Envelope(TestService.Transfer + "Create", TestService.Shell, "<rsp:Shell/>"), TestService.Reader);
        Assert.Equal(("AccessDenied", 5u), (reply.FaultName, reply.FaultNumber));
    }

    [Fact]
    public async Task Quotas_hold_for_shells_and_users()
    {
        var service = new TestService(settings: new WsManSettings { MaxShellsPerUser = 2, MaxConcurrentUsers = 1 });
        var first = await service.OpenShellAsync();
        await service.OpenShellAsync();
        var create = TestService.Envelope(TestService.Transfer + "Create", TestService.Shell, "<rsp:Shell/>");
        Assert.Equal(("QuotaLimit", 2150859173u), await FaultOf(service.AskAsync(create, TestService.Operator)));
        Assert.Equal(("QuotaLimit", 2150859179u), await FaultOf(service.AskAsync(create, TestService.Administrator)));
        await service.AskAsync(
            TestService.Envelope(TestService.Transfer + "Delete", TestService.Shell, "", TestService.Selectors(("ShellId", first))),
            TestService.Operator);
        await service.OpenShellAsync();
    }

    [Fact]
    public async Task A_refused_shell_takes_no_place()
    {
        var service = new TestService(settings: new WsManSettings { MaxShellsPerUser = 1 });
        service.Host.Refuses = ShellRefusal.NoUnixUser;
        var reply = await service.AskAsync(
            TestService.Envelope(TestService.Transfer + "Create", TestService.Shell, "<rsp:Shell/>"), TestService.Operator);
        Assert.Equal("AccessDenied", reply.FaultName);
        service.Host.Refuses = null;
        await service.OpenShellAsync();
    }

    [Fact]
    public async Task A_shell_that_idles_is_closed_but_not_one_that_is_waited_on()
    {
        var service = new TestService(settings: new WsManSettings { ShellIdleTimeoutMs = 30_000 });
        var shell = await service.OpenShellAsync();
        var command = await service.StartAsync(shell);
        var waiting = service.ShellAsync(
            "Receive", shell, $"<rsp:Receive><rsp:DesiredStream CommandId=\"{command}\">stdout</rsp:DesiredStream></rsp:Receive>",
            timeout: "PT60S");
        service.Time.Advance(TimeSpan.FromSeconds(40));
        service.Service.Tick(service.Time.GetUtcNow());
        Assert.Equal(1, service.Service.Open.Shells);
        service.Host.Command.Say(ShellStream.StdOut, "x");
        await waiting;
        service.Time.Advance(TimeSpan.FromSeconds(40));
        service.Service.Tick(service.Time.GetUtcNow());
        Assert.Equal(0, service.Service.Open.Shells);
        Assert.True(service.Host.Shells.Single().IsDisposed);
    }

    [Fact]
    public async Task A_lifetime_ends_a_shell_that_is_used()
    {
        var service = new TestService();
        await service.OpenShellAsync(content: "<rsp:Lifetime>PT100.000S</rsp:Lifetime>");
        service.Time.Advance(TimeSpan.FromSeconds(101));
        service.Service.Tick(service.Time.GetUtcNow());
        Assert.Equal(0, service.Service.Open.Shells);
    }

    [Fact]
    public async Task Own_shells_can_be_listed_and_read()
    {
        var service = new TestService();
        var shell = await service.OpenShellAsync();
        await service.OpenShellAsync(TestService.Administrator);
        var listed = await service.EnumerateAsync(
            "<w:OptimizeEnumeration/><w:MaxElements>10</w:MaxElements>", TestService.Shell, TestService.Operator);
        Assert.Equal([shell], listed.Document.Descendants(Reply.R + "ShellId").Select(e => e.Value));
        var read = await service.AskAsync(
            TestService.Envelope(TestService.Transfer + "Get", TestService.Shell, "", TestService.Selectors(("ShellId", shell))),
            TestService.Operator);
        Assert.Equal("stdout stderr", read.Find(Reply.R + "OutputStreams"));
    }

    [Fact]
    public async Task A_stream_that_was_not_asked_for_is_left_out()
    {
        var service = new TestService();
        var shell = await service.OpenShellAsync(content: "<rsp:OutputStreams>stdout</rsp:OutputStreams>");
        var command = await service.StartAsync(shell);
        service.Host.Command.Say(ShellStream.StdErr, "err");
        service.Host.Command.Say(ShellStream.StdOut, "out");
        var reply = await service.ReceiveAsync(shell, command);
        Assert.Equal(("out", ""), (Output(reply, "stdout"), Output(reply, "stderr")));
    }

    [Fact]
    public async Task An_option_that_must_be_obeyed_and_is_unknown_is_a_fault()
    {
        var reply = await new TestService().AskAsync(
            TestService.Envelope(TestService.Transfer + "Create", TestService.Shell, "<rsp:Shell/>",
            "<w:OptionSet><w:Option Name=\"WINRS_MAGIC\" MustComply=\"true\">1</w:Option></w:OptionSet>"), TestService.Operator);
        Assert.Equal("InvalidOptions", reply.FaultName);
    }

    [Fact]
    public async Task A_shell_can_be_left_and_come_back_to_and_keeps_its_output()
    {
        var service = new TestService();
        var shell = await service.OpenShellAsync();
        var command = await service.StartAsync(shell);
        var waiting = service.ReceiveAsync(shell, command);
        Assert.Equal(
            "",
            (await service.ShellAsync("Disconnect", shell,
            "<rsp:Disconnect><rsp:IdleTimeOut>PT600.000S</rsp:IdleTimeOut></rsp:Disconnect>")).FaultName);
        Assert.Equal(2150859204u, (await waiting).FaultNumber);
        service.Host.Command.Say(ShellStream.StdOut, "meanwhile");
        Assert.Equal(("InternalError", 2150859204u), await FaultOf(service.ReceiveAsync(shell, command)));
        var read = await service.AskAsync(
            TestService.Envelope(TestService.Transfer + "Get", TestService.Shell, "", TestService.Selectors(("ShellId", shell))),
            TestService.Operator);
        Assert.Equal(("Disconnected", "PT600.000S"), (read.Find(Reply.R + "State"), read.Find(Reply.R + "IdleTimeOut")));
        Assert.Equal("", (await service.ShellAsync("Reconnect", shell, "")).FaultName);
        Assert.Equal("meanwhile", Output(await service.ReceiveAsync(shell, command), "stdout"));
        Assert.Equal("InternalError", (await service.ShellAsync("Connect", shell, "<rsp:Connect/>")).FaultName);
    }

    [Fact]
    public async Task A_shell_that_was_left_goes_after_its_idle_time()
    {
        var service = new TestService();
        var shell = await service.OpenShellAsync();
        await service.ShellAsync("Disconnect", shell, "<rsp:Disconnect><rsp:IdleTimeOut>PT60S</rsp:IdleTimeOut></rsp:Disconnect>");
        service.Time.Advance(TimeSpan.FromSeconds(61));
        service.Service.Tick(service.Time.GetUtcNow());
        Assert.Equal("InvalidSelectors", (await service.ShellAsync("Reconnect", shell, "")).FaultName);
    }

    private static async Task<(string, uint)> FaultOf(Task<Reply> reply) => ((await reply).FaultName, (await reply).FaultNumber);

    private static string State(Reply reply) => (string)reply.Document.Descendants(Reply.R + "CommandState").Single().Attribute("State")!;

    private static string Output(Reply reply, string stream) => Encoding.UTF8.GetString([.. reply.Document.Descendants(Reply.R + "Stream")
        .Where(s => (string?)s.Attribute("Name") == stream).SelectMany(s => Convert.FromBase64String(s.Value))]);

    [Theory]
    [InlineData("Drop", "<rsp:BufferMode>Drop</rsp:BufferMode>", "", "")]
    [InlineData("Drop", "", "<rsp:BufferMode>Drop</rsp:BufferMode>", "")]
    [InlineData("Block", "<rsp:BufferMode>Drop</rsp:BufferMode>", "<rsp:BufferMode>Block</rsp:BufferMode>", "meanwhile")]
    [InlineData("Block", "", "", "meanwhile")]
    public async Task The_buffer_mode_says_what_becomes_of_output_while_nobody_is_connected(
        string mode, string atCreate, string atDisconnect, string kept)
    {
        var service = new TestService();
        var shell = await service.OpenShellAsync(
            content: "<rsp:InputStreams>stdin</rsp:InputStreams><rsp:OutputStreams>stdout stderr</rsp:OutputStreams>" + atCreate);
        var command = await service.StartAsync(shell);
        Assert.Equal("", (await service.ShellAsync("Disconnect", shell, $"<rsp:Disconnect>{atDisconnect}</rsp:Disconnect>")).FaultName);
        var read = await service.AskAsync(
            TestService.Envelope(TestService.Transfer + "Get", TestService.Shell, "", TestService.Selectors(("ShellId", shell))),
            TestService.Operator);
        Assert.Equal(mode, read.Find(Reply.R + "BufferMode"));
        service.Host.Command.Say(ShellStream.StdOut, "meanwhile");
        if (mode == "Drop") for (var i = 0; i < 500 && service.Host.Command.TryPeek(); i++) await Task.Delay(10);
        Assert.Equal("", (await service.ShellAsync("Reconnect", shell, "")).FaultName);
        service.Host.Command.Say(ShellStream.StdOut, "later");
        var text = "";
        while (!text.EndsWith("later", StringComparison.Ordinal))
            text += string.Concat((await service.ReceiveAsync(shell, command)).Document.Descendants(Reply.R + "Stream")
                .Select(s => System.Text.Encoding.UTF8.GetString(Convert.FromBase64String(s.Value))));
        Assert.Equal(kept + "later", text);
    }

    [Fact]
    public async Task A_buffer_mode_that_is_none_is_refused()
    {
        var reply = await new TestService().AskAsync(
            TestService.Envelope(TestService.Transfer + "Create", TestService.Shell,
            "<rsp:Shell><rsp:BufferMode>Some</rsp:BufferMode></rsp:Shell>"), TestService.Operator);
        Assert.Equal("SchemaValidationError", reply.FaultName);
    }
}
