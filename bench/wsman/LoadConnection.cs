using System.Buffers;
using System.Buffers.Text;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Sekimori.Guard;
using Sekimori.Security;
using Sekimori.Security.Credentials;
using Sekimori.WsMan.Encryption;

namespace Sekimori.Bench.WsMan;

/// <summary>One connection with its requests, all made beforehand; an encrypted one is logged on by Kerberos first.</summary>
internal sealed class LoadConnection : IDisposable
{
    private const string Type = "application/soap+xml;charset=UTF-8";

    private static readonly byte[] Get = Encoding.UTF8.GetBytes(
        "<s:Envelope xmlns:s=\"http://www.w3.org/2003/05/soap-envelope\" xmlns:a=\"http://schemas.xmlsoap.org/ws/2004/08/addressing\" " +
        "xmlns:w=\"http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd\"><s:Header>"
        + "<w:ResourceURI>http://schemas.microsoft.com/wbem/wsman/1/wmi/root/cimv2/Win32_OperatingSystem</w:ResourceURI><a:ReplyTo><a:Ad" +
        "dress>http://schemas.xmlsoap.org/ws/2004/08/addressing/role/anonymous</a:Address></a:ReplyTo>"
        + "<a:Action>http://schemas.xmlsoap.org/ws/2004/09/transfer/Get</a:Action><a:MessageID>uuid:00000000-0000-4000-8000-000000000000" +
        "</a:MessageID></s:Header><s:Body/></s:Envelope>");

    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly byte[] _buffer = new byte[64 * 1024];
    private readonly List<byte[]> _requests = [];
    private SecurityContext? _context;

    public static async Task<LoadConnection> OpenAsync(string address, int port, string? basic, string? cache, int requests)
    {
        var connection = new LoadConnection();
        await connection._socket.ConnectAsync(IPAddress.Parse(address), port);
        if (cache is not null) await connection.LogOnAsync(cache);
        for (var i = 0; i < requests; i++) connection._requests.Add(connection.Request(basic));
        return connection;
    }

    /// <summary>Sends every request and takes every answer; whatever is not an answer of success is not a measurement.</summary>
    public async Task RunAsync()
    {
        foreach (var request in _requests)
        {
            await _socket.SendAsync(request);
            await TakeAsync();
        }
    }

    public void Dispose()
    {
        _socket.Dispose();
        _context?.Dispose();
    }

    private async Task LogOnAsync(string cache)
    {
        var options = new ContextOptions { Level = ProtectionLevel.Privacy, Target = "HTTP/dc1.lab.test" };
        _context = new SecurityInitiator(new KerberosCredential { Cache = cache }).Initiate(SecurityScheme.Kerberos, options)!;
        var first = _context.Step(default);
        await _socket.SendAsync(
            Encoding.ASCII.GetBytes(
            $"POST /wsman HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\nAuthorization: Kerberos " +
            $"{Convert.ToBase64String(first.Token.Span)}\r\n\r\n"));
        const string Header = "WWW-Authenticate: Kerberos ";
        var head = await TakeAsync();
        var at = head.IndexOf(Header, StringComparison.Ordinal) + Header.Length;
        var last = _context.Step(Convert.FromBase64String(head[at..head.IndexOf('\r', at)]));
        if (last.State != StepState.Complete) throw new InvalidOperationException(last.Refusal?.ToString());
    }

    private byte[] Request(string? basic)
    {
        var body = new ArrayBufferWriter<byte>();
        if (_context is null) body.Write(Get);
        else MessageEncryption.Encrypt(_context, Get, Type, body);
        var authorization = basic is null ? "" : $"Authorization: {basic}\r\n";
        var head =
            $"POST /wsman HTTP/1.1\r\nHost: x\r\nContent-Type: " +
            $"{(_context is null ? Type : MessageEncryption.ContentType(_context, Get.Length))}\r\n{authorization}Content-Length: " +
            $"{body.WrittenCount}\r\n\r\n";
        return [.. Encoding.ASCII.GetBytes(head), .. body.WrittenSpan];
    }

    private async Task<string> TakeAsync()
    {
        var count = 0;
        while (true)
        {
            var read = await _socket.ReceiveAsync(_buffer.AsMemory(count));
            if (read == 0) throw new InvalidOperationException("The server has closed the connection.");
            count += read;
            var head = _buffer.AsSpan(0, count).IndexOf("\r\n\r\n"u8);
            if (head < 0 || count < head + 4 + Length(_buffer.AsSpan(0, head))) continue;
            return _context is { IsComplete: false } ? Encoding.ASCII.GetString(_buffer, 0, head + 2) : "";
        }
    }

    private static int Length(ReadOnlySpan<byte> head)
    {
        if (!head.StartsWith("HTTP/1.1 200"u8)) throw new InvalidOperationException(Encoding.ASCII.GetString(head));
        var at = head.IndexOf("Content-Length: "u8);
        return Utf8Parser.TryParse(head[(at + "Content-Length: "u8.Length)..], out int length, out _)
            ? length
            : throw new InvalidOperationException("An answer without its length.");
    }
}
