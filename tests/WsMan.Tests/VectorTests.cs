using System.Text.RegularExpressions;
using Sekimori.WsMan.Shell;
using Sekimori.WsMan.Tests.Kit;

namespace Sekimori.WsMan.Tests;

/// <summary>Envelopes that real clients sent: recorded from pywinrm 0.3.0, masterzen's Go client and Ansible 2.14.</summary>
public sealed partial class VectorTests
{
    [Theory]
    [InlineData("pywinrm", "command", "uname", new[] { "-a" })]
    [InlineData("go", "command", "cat", new string[0])]
    [InlineData("pywinrm", "ansible-command", "PowerShell",
        new[] { "-NoProfile -NonInteractive -ExecutionPolicy Unrestricted -EncodedCommand dQBuAGEAbQBlACAALQBhAA==" })]
    public async Task A_whole_session_is_served(string client, string command, string program, string[] arguments)
    {
        var service = new TestService();
        var created = await SendAsync($"{client}-create", "", "");
        var shell = created.Find(Reply.R + "ShellId")!;
        var started = await SendAsync(command.Contains('-') ? command : $"{client}-{command}", shell, "");
        var id = started.Find(Reply.R + "CommandId")!;
        var running = service.Host.Command;
        Assert.Equal(program, running.Options.Command);
        Assert.Equal(arguments, running.Options.Arguments);
        if (client == "go")
        {
            await SendAsync("go-send", shell, id);
            await SendAsync("go-send-end", shell, id);
            Assert.Equal("hello\n"u8.ToArray(), running.Input.ToArray());
            Assert.True(running.InputEnded);
        }
        running.Say(ShellStream.StdOut, "Linux\n");
        running.Exit(0);
        var received = await SendAsync($"{client}-receive", shell, id);
        Assert.Equal("TGludXgK", received.Find(Reply.R + "Stream"));
        Assert.Equal("0", received.Find(Reply.R + "ExitCode"));
        await SendAsync($"{client}-signal", shell, id);
        Assert.True(running.IsDisposed);
        await SendAsync($"{client}-delete", shell, id);
        Assert.Equal(0, service.Service.Open.Shells);

        async Task<Reply> SendAsync(string name, string shellId, string commandId)
        {
            var reply = await service.AskAsync(Load(name, shellId, commandId), TestService.Operator);
            Assert.True(reply.Fault is null, reply.Text);
            return reply;
        }
    }

    private static string Load(string name, string shell, string command)
    {
        using var reader = new StreamReader(typeof(VectorTests).Assembly.GetManifestResourceStream(name)!);
        var text = reader.ReadToEnd();
        text = ShellSelector().Replace(text, "${1}" + shell);
        return CommandAttribute().Replace(text, "${1}" + command);
    }

    [GeneratedRegex("(Name=\"ShellId\">)[0-9A-F-]{36}")]
    private static partial Regex ShellSelector();

    [GeneratedRegex("(CommandId=\")[0-9A-F-]{36}")]
    private static partial Regex CommandAttribute();
}
