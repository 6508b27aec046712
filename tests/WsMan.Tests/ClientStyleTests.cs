using System.Text;
using Sekimori.WsMan.Operations;
using Sekimori.WsMan.Shell;
using Sekimori.WsMan.Tests.Kit;

namespace Sekimori.WsMan.Tests;

/// <summary>
/// What clients in use send is taken, however they write it: a shell from Create to Delete, and an enumeration to its end.
/// </summary>
public sealed class ClientStyleTests
{
    private const string Everything = "http://schemas.microsoft.com/wbem/wsman/1/wmi/root/cimv2/*";

    public static TheoryData<string> Names => [.. ClientStyles.All.Select(style => style.Name)];

    public static TheoryData<string> Enumerating =>
        [.. ClientStyles.All.Where(style => style.Enumerate is not null).Select(style => style.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_shell_lives_and_ends(string name)
    {
        var (style, service) = (ClientStyles.All.Single(style => style.Name == name), new TestService());
        var created = await AskAsync(service, style,
            style.Write(TestService.Transfer + "Create", TestService.Shell, style.InShell("Shell", "", style.Shell),
            options: style.ShellOptions, isCreate: true));
        var shell = created.Find(Reply.R + "ShellId")!;
        var options = service.Host.Shells.Single().Options;
        if (style.Shell.Contains("Variable", StringComparison.Ordinal)) Assert.Equal([new("A", "1")], options.Environment);
        if (style.ShellOptions.Contains("CODEPAGE=437", StringComparison.Ordinal)) Assert.Equal(437, options.CodePage);

        var started = await AskAsync(service, style,
            style.Write(TestService.Shells + "Command", TestService.Shell,
            style.InShell("CommandLine", style.CommandAttributes, style.Command.Replace("{1}", "1")), shell, style.CommandOptions));
        var command = started.Find(Reply.R + "CommandId")!;
        Assert.Equal(style.Line, string.Join('|', [service.Host.Command.Options.Command, .. service.Host.Command.Options.Arguments]));

        var end = style.End is null ? "" : $" End=\"{style.End}\"";
        await AskAsync(service, style,
            style.Write(TestService.Shells + "Send", TestService.Shell,
            style.InShell("Send", "", $"<{{0}}Stream Name=\"stdin\" CommandId=\"{command}\"{end}>{style.Input}</{{0}}Stream>"), shell));
        Assert.Equal(("hello", style.End is not (null or "false")),
            (Encoding.UTF8.GetString(service.Host.Command.Input.ToArray()), service.Host.Command.InputEnded));

        service.Host.Command.Say(ShellStream.StdOut, "out");
        service.Host.Command.Exit(3);
        var received = await AskAsync(service, style, style.Write(TestService.Shells + "Receive", TestService.Shell,
            style.InShell("Receive", style.ReceiveAttributes,
            $"<{{0}}DesiredStream CommandId=\"{command}\">stdout stderr</{{0}}DesiredStream>"), shell, style.ReceiveOptions));
        Assert.Equal("3", received.Find(Reply.R + "ExitCode"));

        await AskAsync(service, style,
            style.Write(TestService.Shells + "Signal", TestService.Shell,
            style.InShell("Signal", $" CommandId=\"{command}\"", $"<{{0}}Code>{style.Signal}</{{0}}Code>"), shell));
        await AskAsync(service, style, style.Write(TestService.Transfer + "Delete", TestService.Shell, "", shell));
        Assert.True(service.Host.Shells.Single().IsDisposed);
    }

    [Theory]
    [MemberData(nameof(Enumerating))]
    public async Task An_enumeration_comes_to_its_end(string name)
    {
        var (style, service) = (ClientStyles.All.Single(style => style.Name == name), new TestService());
        var p = style.Prefixes.Split(' ').Select(prefix => prefix + ":").ToArray();
        var resource = style.Enumerate!.Length == 0 ? TestService.Item : Everything;
        var content = string.Format(style.Enumerate, p[5], p[2], p[3]);
        var reply = await AskAsync(service, style,
            style.Write(TestService.Enumeration + "Enumerate", resource, $"<{p[5]}Enumerate>{content}</{p[5]}Enumerate>"));
        var items = reply.Items.Count();
        // Until there is no context, as those clients do that look for nothing else.
        for (var pulls = 0; reply.Context.Length > 0; pulls++)
        {
            Assert.True(pulls < 5);
            reply = await AskAsync(service, style,
                style.Write(TestService.Enumeration + "Pull", resource,
                $"<{p[5]}Pull>{string.Format(style.Pull, p[5], p[2], p[3], reply.Context)}</{p[5]}Pull>"));
            items += reply.Items.Count();
        }
        Assert.Equal(3, items);
    }

    [Fact]
    public async Task Options_behind_the_headers_come_once_and_nothing_else_stands_there()
    {
        const string Options = "<w:OptionSet><w:Option Name=\"one\">2</w:Option></w:OptionSet>";
        var get = Requests.All["get"];
        Assert.Equal("InvalidMessageInformationHeader",
            (await new TestService().AskAsync(get.Replace("<s:Body>", Options + "<s:Body>"))).FaultName);
        var one = get.Replace("<w:OptionSet><w:Option Name=\"one\">1</w:Option></w:OptionSet>", "");
        Assert.DoesNotContain("OptionSet", one, StringComparison.Ordinal);
        var read = new TestService().Inspect(one.Replace("<s:Body>", Options + "<s:Body>"));
        Assert.Equal((true, "2"), (read.IsWhole, read.Headers.FindOption("one")?.Value));
        foreach (var other in (string[])[
            Options + Options, "<w:SelectorSet/>", "<a:Action>urn:x</a:Action>", "<x:Body xmlns:x=\"urn:x\"/>", "<OptionSet/>"])
            Assert.False(new TestService().Inspect(one.Replace("<s:Body>", other + "<s:Body>")).IsWhole, other);
    }

    [Fact]
    public void There_are_styles_of_many_clients() => Assert.True(ClientStyles.All.DistinctBy(style => style.Name).Count() >= 28);

    private static int _operations;

    private static async Task<Reply> AskAsync(TestService service, ClientStyle style, string envelope)
    {
        // Every operation has an identity of its own.
        var bytes = Encoding.UTF8.GetBytes(
            envelope.Replace("uuid:{0}<", $"uuid:6B09F3B1-2D0C-4D6B-BD1E-{Interlocked.Increment(ref _operations):D12}<",
            StringComparison.Ordinal));
        var reply =
            new Reply(await service.Service.AnswerAsync(bytes, bytes.Length, TestService.Administrator, default, named: style.ContentType));
        Assert.True(reply.FaultName.Length == 0, $"{style.Name}: {reply.Text}\n{envelope}");
        return reply;
    }
}
