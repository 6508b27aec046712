using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using System.Xml.Linq;
using Sekimori.Storage.Files;
using Sekimori.Storage.Secrets;
using Sekimori.Storage.Vault;

namespace Sekimori.Server.Tests.Gateway.Terminated;

/// <summary>
/// PowerShell remoting ([MS-PSRP] 3.1.5.3) through the gate: a pool of runspaces is a shell, a pipeline a command, their messages are
/// fragments that nobody here reads. Their ids are in these messages too, and so stay what the client chose.
/// </summary>
[Trait("Size", "Large")]
public sealed class PowerShellRelayTests
{
    private const string Resource = "http://schemas.microsoft.com/powershell/Microsoft.PowerShell",
        Transfer = "http://schemas.xmlsoap.org/ws/2004/09/transfer/",
        ShellAction = "http://schemas.microsoft.com/wbem/wsman/1/windows/shell/";

    private const string Pool = "2A5D1A7B-8A2C-4E0A-9C4E-0E6F3F0D6C11", Pipeline = "7C1B9C1E-3B52-4B5B-8F0B-51E6E5C0B7A2";

    // Fragments: object id, fragment id, flags, length, blob ([MS-PSRP] 2.2.4).
    private static readonly string s_opening = Fragment("session capability"), s_command = Fragment("create pipeline"),
        s_input = Fragment("pipeline input"), s_output = Fragment("pipeline output");

    private static readonly XNamespace s_shell = "http://schemas.microsoft.com/wbem/wsman/1/windows/shell",
        s_wsman = "http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd", s_addressing = "http://schemas.xmlsoap.org/ws/2004/08/addressing";

    [Fact]
    public async Task A_pool_and_its_pipeline_go_through_whole_and_are_recorded_as_fragments()
    {
        var asked = new ConcurrentQueue<XDocument>();
        await using var target = await ScriptedTarget.StartAsync(envelope =>
        {
            asked.Enqueue(envelope);
            return Answer(envelope);
        });
        await using var gate = await TerminatedGate.StartAsync(null, target.Address, target.Fingerprint, prepare: data =>
        {
            var vault = new VaultStore(data, new SecretProtection(data, new KeyWrapping()));
            vault.Remove("inner");
            vault.Add("inner", ScriptedTarget.User, ScriptedTarget.Password);
        });

        var created = await AskAsync(gate, Transfer + "Create", $"""
            <rsp:Shell ShellId="{Pool}" Name="Runspace1"><rsp:InputStreams>stdin pr</rsp:InputStreams><rsp:OutputStreams>stdout
            </rsp:OutputStreams><creationXml xmlns="http://schemas.microsoft.com/powershell">{s_opening}</creationXml></rsp:Shell>
            """, """
            <w:OptionSet s:mustUnderstand="true"><w:Option Name="protocolversion" MustComply="true">2.3</w:Option></w:OptionSet>
            """);
        Assert.True(created.Contains(Pool, StringComparison.OrdinalIgnoreCase), created);
        var outgoing = Next();
        Assert.Equal(s_opening, outgoing.Descendants().Single(element => element.Name.LocalName == "creationXml").Value);
        Assert.Equal(Pool, outgoing.Descendants(s_shell + "Shell").Single().Attribute("ShellId")!.Value, ignoreCase: true);
        Assert.Equal("2.3", outgoing.Descendants(s_wsman + "Option").Single().Value);

        var started = await AskAsync(gate, ShellAction + "Command", $"""
            <rsp:CommandLine CommandId="{Pipeline}"><rsp:Command/><rsp:Arguments>{s_command}</rsp:Arguments></rsp:CommandLine>
            """, OfPool);
        Assert.Contains(Pipeline, started, StringComparison.OrdinalIgnoreCase);
        outgoing = Next();
        Assert.Equal(s_command, outgoing.Descendants(s_shell + "Arguments").Single().Value);
        Assert.Equal(Pipeline, outgoing.Descendants(s_shell + "CommandLine").Single().Attribute("CommandId")!.Value, ignoreCase: true);
        Assert.Equal(Pool, outgoing.Descendants(s_wsman + "Selector").Single().Value, ignoreCase: true);

        await AskAsync(gate, ShellAction + "Send", $"""
            <rsp:Send><rsp:Stream Name="pr" CommandId="{Pipeline}">{s_input}</rsp:Stream></rsp:Send>
            """, OfPool);
        outgoing = Next();
        Assert.Equal((s_input, "pr"),
            outgoing.Descendants(s_shell + "Stream").Select(one => (one.Value, one.Attribute("Name")!.Value)).Single());
        var received = await AskAsync(gate, ShellAction + "Receive", $"""
            <rsp:Receive><rsp:DesiredStream CommandId="{Pipeline}">stdout</rsp:DesiredStream></rsp:Receive>
            """, OfPool);
        Assert.Contains(s_output, received, StringComparison.Ordinal);
        Next();

        // Another caller has no such pool, and the target is not asked.
        Assert.Contains("2150858843", await AskAsync(gate, ShellAction + "Receive",
            "<rsp:Receive><rsp:DesiredStream>stdout</rsp:DesiredStream></rsp:Receive>", OfPool, "bob"), StringComparison.Ordinal);
        Assert.Empty(asked);

        await AskAsync(gate, ShellAction + "Signal", $"""
            <rsp:Signal CommandId="{Pipeline}"><rsp:Code>powershell/signal/crtl_c</rsp:Code></rsp:Signal>
            """, OfPool);
        Assert.Equal("powershell/signal/crtl_c", Next().Descendants(s_shell + "Code").Single().Value);
        await AskAsync(gate, Transfer + "Delete", "", OfPool);
        Assert.EndsWith("/Delete", Next().Descendants(s_addressing + "Action").Single().Value, StringComparison.Ordinal);

        var recorded = Assert.Single(await gate.LinesAsync("sha256"), line => line.GetProperty("name").GetString() == "recorded");
        Assert.Equal([("i", s_command), ("i", s_input), ("o", s_output)], Events(gate, recorded.GetProperty("session").GetString()!)
            .Where(one => one.Kind != "m").Select(one => (one.Kind, one.Text.Trim())));

        XDocument Next() => asked.TryDequeue(out var one) ? one : throw new InvalidOperationException("the target was not asked");
    }

    private static string OfPool => Envelopes.OfShell(Pool);

    private static async Task<string> AskAsync(
        TerminatedGate gate, string action, string body, string headers, string user = "alice") =>
        (await gate.PostAsync("/to/web1/wsman", Envelopes.Request(action, Resource, body, headers), user)).Answer;

    private static string Answer(XDocument envelope)
    {
        var action = envelope.Descendants(s_addressing + "Action").Single().Value;
        var body = action[(action.LastIndexOf('/') + 1)..] switch
        {
            "Create" => $"<rsp:Shell><rsp:ShellId>{Pool}</rsp:ShellId><rsp:ResourceUri>{Resource}</rsp:ResourceUri></rsp:Shell>",
            "Command" => $"<rsp:CommandResponse><rsp:CommandId>{Pipeline}</rsp:CommandId></rsp:CommandResponse>",
            "Send" => "<rsp:SendResponse/>",
            "Receive" => $"""
                <rsp:ReceiveResponse><rsp:Stream Name="stdout" CommandId="{Pipeline}">{s_output}</rsp:Stream><rsp:CommandState
                CommandId="{Pipeline}" State="http://schemas.microsoft.com/wbem/wsman/1/windows/shell/CommandState/Done"/>
                </rsp:ReceiveResponse>
                """,
            "Signal" => "<rsp:SignalResponse/>",
            _ => "",
        };
        var id = envelope.Descendants(s_addressing + "MessageID").Single().Value;
        return $"""
            <s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope" xmlns:a="{s_addressing}" xmlns:rsp="{s_shell}"><s:Header>
            <a:Action>{action}Response</a:Action><a:RelatesTo>{id}</a:RelatesTo></s:Header><s:Body>{body}</s:Body></s:Envelope>
            """;
    }

    private static string Fragment(string message)
    {
        var blob = Encoding.UTF8.GetBytes(message);
        return Convert.ToBase64String([0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 3, 0, 0, 0, (byte)blob.Length, .. blob]);
    }

    private static IEnumerable<(string Kind, string Text)> Events(TerminatedGate gate, string session)
    {
        var folder = RecordingText.Open(new DataFolder(gate.Gate.DataFolder));
        var text = RecordingText.Read(folder, Assert.Single(folder.Of(session)), out var isWhole);
        Assert.True(isWhole);
        return [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1)
            .Select(line => JsonDocument.Parse(line).RootElement).Select(one => (one[1].GetString()!, one[2].GetString()!))];
    }
}
