using System.Net.Security;
using System.Net.Sockets;
using System.Text;
using System.Xml.Linq;
using Sekimori.Client.WsMan.Shells;
using Sekimori.Interop.WsMan;

namespace Sekimori.Client.Tests.WsMan;

/// <summary>What of robust connections is on the wire, read without our own client.</summary>
[Collection(OneShellHost.Name)]
public sealed class RobustBytesTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private static readonly XNamespace A = "http://schemas.xmlsoap.org/ws/2004/08/addressing",
        P = "http://schemas.microsoft.com/wbem/wsman/1/wsman.xsd";

    [Fact]
    public async Task Each_message_is_one_chunk_and_an_acknowledgement_goes_first()
    {
        var id = "uuid:" + Guid.NewGuid().ToString().ToUpperInvariant();
        var (head, first) = await ExchangeAsync(
            Get(id, "false", "Win32_Process", 512000,
            "<w:SelectorSet><w:Selector Name=\"Handle\">" + Environment.ProcessId + "</w:Selector></w:SelectorSet>"));
        Assert.StartsWith("HTTP/1.1 200", head);
        var reply = XDocument.Parse(Assert.Single(first));
        Assert.Equal(
            (id, "1"), ((string?)reply.Descendants(P + "OperationID").Single(), (string?)reply.Descendants(P + "SequenceId").Single()));
        var (again, second) = await ExchangeAsync(Get(id, "true ", "Win32_Process", 512000, ""));
        Assert.StartsWith("HTTP/1.1 200", again);
        Assert.Equal(2, second.Count);
        Assert.Equal("http://schemas.microsoft.com/wbem/wsman/1/wsman/Acknowledge",
            (string?)XDocument.Parse(second[0]).Descendants(A + "Action").Single());
        Assert.Equal(first[0], second[1]);
    }

    [Fact]
    public async Task A_large_message_is_one_chunk_too_and_a_fault_keeps_its_status()
    {
        using var client = fixture.Client();
        await using var shell = await client.OpenShellAsync();
        await using var command = await shell.StartAsync(new RemoteCommandOptions("seq 1 200000; sleep 60"));
        var large = "";
        // What there is at once depends on the machine.
        for (var i = 0; i < 50 && large.Length <= 64 * 1024; i++)
        {
            var request = Get("uuid:" + Guid.NewGuid(), "false", "", 512000,
                $"<w:SelectorSet><w:Selector Name=\"ShellId\">{shell.Id}</w:Selector></w:SelectorSet>",
                "http://schemas.microsoft.com/wbem/wsman/1/windows/shell/Receive",
                $"<r:Receive xmlns:r=\"http://schemas.microsoft.com/wbem/wsman/1/windows/shell\"><r:DesiredStream " +
                $"CommandId=\"{command.Id}\">stdout</r:DesiredStream></r:Receive>");
            large = Assert.Single((await ExchangeAsync(request.Replace("wmi/root/cimv2/<", "windows/shell/cmd<"))).Chunks);
            _ = XDocument.Parse(large);
        }

        Assert.True(large.Length > 64 * 1024, $"{large.Length} characters show little");
        var (head, fault) = await ExchangeAsync(Get("uuid:" + Guid.NewGuid(), "false", "Win32_None", 512000, ""));
        Assert.StartsWith("HTTP/1.1 500", head);
        Assert.Contains("OperationID", Assert.Single(fault));
    }

    [Fact]
    public async Task An_acknowledgement_is_answered_by_HTTP_alone()
    {
        var envelope =
            Envelope(
            "<w:ResourceURI s:mustUnderstand=\"true\">http://schemas.microsoft.com/wbem/wsman/1/wsman/RobustConnection</w:ResourceURI>"
            + "<a:Action s:mustUnderstand=\"true\">http://schemas.microsoft.com/wbem/wsman/1/wsman/Acknowledge</a:Action>"
            + $"<a:MessageID>uuid:{Guid.NewGuid()}</a:MessageID><p:OperationID>uuid:{Guid.NewGuid()}</p:OperationID>",
            "<p:LastSequenceIdReceived>1</p:LastSequenceIdReceived>");
        var (head, chunks) = await ExchangeAsync(envelope);
        Assert.StartsWith("HTTP/1.1 200", head);
        Assert.Contains("Content-Length: 0", head);
        Assert.Empty(chunks);
    }

    private static string Get(string id, string mustUnderstand, string name, int size, string headers,
        string action = "http://schemas.xmlsoap.org/ws/2004/09/transfer/Get", string body = "") => Envelope(
        $"<w:ResourceURI s:mustUnderstand=\"true\">http://schemas.microsoft.com/wbem/wsman/1/wmi/root/cimv2/{name}</w:ResourceURI>"
        + "<a:ReplyTo><a:Address " +
        "s:mustUnderstand=\"true\">http://schemas.xmlsoap.org/ws/2004/08/addressing/role/anonymous</a:Address></a:ReplyTo>"
        + $"<a:Action s:mustUnderstand=\"true\">{action}</a:Action><w:MaxEnvelopeSize " +
        $"s:mustUnderstand=\"true\">{size}</w:MaxEnvelopeSize><a:MessageID>uuid:C12EB060-0A37-4E8A-B58B-910B4C2EFE71</a:MessageID>"
        + $"<p:OperationID s:mustUnderstand=\"{mustUnderstand}\">{id}</p:OperationID><p:SequenceId " +
        $"s:mustUnderstand=\"false\">1</p:SequenceId><w:OperationTimeout>PT20.000S</w:OperationTimeout>{headers}", body);

    private static string Envelope(string headers, string body) =>
        "<s:Envelope xmlns:s=\"http://www.w3.org/2003/05/soap-envelope\" xmlns:a=\"http://schemas.xmlsoap.org/ws/2004/08/addressing\" " +
        "xmlns:w=\"http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd\" "
        + $"xmlns:p=\"http://schemas.microsoft.com/wbem/wsman/1/wsman.xsd\"><s:Header><a:To>http://server/wsman</a:To>" +
        $"{headers}</s:Header><s:Body>{body}</s:Body></s:Envelope>";

    /// <summary>One request on a connection of its own: the head of the answer, and its chunks.</summary>
    private async Task<(string Head, List<string> Chunks)> ExchangeAsync(string envelope)
    {
        using var tcp = new TcpClient();
        await tcp.ConnectAsync(fixture.Server.Https.Host, fixture.Server.Https.Port);
        await using var tls = new SslStream(tcp.GetStream(), false, (_, _, _, _) => true);
        await tls.AuthenticateAsClientAsync("localhost");
        var credentials = Convert.ToBase64String(Encoding.UTF8.GetBytes("operator:" + WsManTestServer.Password));
        await tls.WriteAsync(
            Encoding.UTF8.GetBytes(
            $"POST /wsman HTTP/1.1\r\nHost: server\r\nConnection: close\r\nAuthorization: Basic {credentials}\r\nContent-Type: " +
            $"application/soap+xml;charset=UTF-8\r\n"
            + $"Content-Length: {Encoding.UTF8.GetByteCount(envelope)}\r\n\r\n{envelope}"));
        using var all = new MemoryStream();
        await tls.CopyToAsync(all);
        var text = Encoding.UTF8.GetString(all.ToArray());
        var split = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        var (head, body) = (text[..split], Encoding.UTF8.GetBytes(text[(split + 4)..]));
        List<string> chunks = [];
        if (!head.Contains("Transfer-Encoding: chunked")) return (head, chunks);
        for (var at = 0; ;)
        {
            var end = at + body.AsSpan(at).IndexOf("\r\n"u8);
            var length = Convert.ToInt32(Encoding.ASCII.GetString(body, at, end - at), 16);
            at = end + 2 + length + 2;
            if (length == 0)
            {
                Assert.Equal(body.Length, at);
                return (head, chunks);
            }
            chunks.Add(Encoding.UTF8.GetString(body, end + 2, length));
            Assert.Equal("\r\n"u8, body.AsSpan(at - 2, 2));
        }
    }
}
