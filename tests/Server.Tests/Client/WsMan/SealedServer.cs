using System.Collections.Concurrent;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Sekimori.Guard;
using Sekimori.Interop.WsMan;
using Sekimori.Security;
using Sekimori.Security.Accounts;
using Sekimori.WsMan.Soap;

namespace Sekimori.Client.Tests.WsMan;

/// <summary>
/// The other side of handshakes and encrypted messages, written for these tests from [MS-WSMV] 2.2.9.1 alone, so that the client is not
/// compared with its own reading of it.
/// </summary>
internal sealed class SealedServer : IAsyncDisposable
{
    private const string Protocol = "application/HTTP-SPNEGO-session-encrypted";

    private readonly WsManTestServer _behind;
    private readonly WebApplication _application;
    private readonly SecurityAcceptor _acceptor;
    private readonly ConcurrentDictionary<string, SecurityContext> _connections = new();

    private SealedServer(WsManTestServer behind)
    {
        _behind = behind;
        _acceptor = new SecurityAcceptor(new SecurityAcceptorSettings
        {
            Accounts = behind.Accounts,
            Authority = new LocalAuthority(Dns.GetHostName()),
            Throttle = new LogonThrottle(new LogonThrottleOptions(), TimeProvider.System),
        });
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddLogging();
        builder.WebHost.UseKestrelCore()
            .ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http1));
        _application = builder.Build();
        _application.Run(HandleAsync);
    }

    public Uri Address =>
        new(_application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First() + "/wsman");

    /// <summary>Plain bodies that reached the server; a client that encrypts sends none.</summary>
    public int PlainBodies { get; private set; }

    /// <summary>Forgets every logon, as a server does whose connections were closed.</summary>
    public void Forget() => _connections.Clear();

    public static async Task<SealedServer> StartAsync(WsManTestServer behind)
    {
        var server = new SealedServer(behind);
        await server._application.StartAsync();
        return server;
    }

    public async ValueTask DisposeAsync() => await _application.DisposeAsync();

    private async Task HandleAsync(HttpContext http)
    {
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body);
        if (http.Request.Headers.Authorization is [{ } authorization] && authorization.StartsWith("Negotiate ", StringComparison.Ordinal))
        {
            Step(http, Convert.FromBase64String(authorization["Negotiate ".Length..]));
        }
        else if (!_connections.TryGetValue(http.Connection.Id, out var context) || !context.IsComplete)
        {
            http.Response.StatusCode = 401;
            http.Response.Headers.WWWAuthenticate = "Negotiate";
        }
        else if (http.Request.ContentType != $"multipart/encrypted;protocol=\"{Protocol}\";boundary=\"Encrypted Boundary\"")
        {
            PlainBodies += body.Length > 0 ? 1 : 0;
            http.Response.StatusCode = 403;
        }
        else
        {
            await AnswerAsync(http, context, body.ToArray());
        }
    }

    private void Step(HttpContext http, byte[] token)
    {
        var raw = token.AsSpan().StartsWith("NTLMSSP\0"u8);
        var context = _connections.GetOrAdd(http.Connection.Id, _ =>
            _acceptor.Accept(raw ? SecurityScheme.Ntlm : SecurityScheme.Spnego, new ContextOptions { Level = ProtectionLevel.Privacy })!);
        var step = context.Step(token);
        if (step.State == StepState.Refused) _connections.TryRemove(http.Connection.Id, out _);
        http.Response.StatusCode = step.State == StepState.Complete ? 200 : 401;
        if (!step.Token.IsEmpty) http.Response.Headers.WWWAuthenticate = "Negotiate " + Convert.ToBase64String(step.Token.Span);
        else if (step.State != StepState.Complete) http.Response.Headers.WWWAuthenticate = "Negotiate";
    }

    private async Task AnswerAsync(HttpContext http, SecurityContext context, byte[] body)
    {
        var head = Encoding.ASCII.GetBytes(
            $"--Encrypted Boundary\r\n\tContent-Type: {Protocol}\r\n\tOriginalContent: type=application/soap+xml;charset=");
        Assert.Equal(head, body[..head.Length]);
        var mark = "\r\n--Encrypted Boundary\r\n\tContent-Type: application/octet-stream\r\n"u8.ToArray();
        var start = body.AsSpan().IndexOf(mark) + mark.Length;
        var tail = "--Encrypted Boundary--\r\n"u8.ToArray();
        Assert.Equal(tail, body[^tail.Length..]);
        var length = int.Parse(Encoding.ASCII.GetString(body[head.Length..(start - mark.Length)]).Split("Length=")[1]);
        Assert.Null(context.Unwrap(body.AsMemory(start..^tail.Length), out var envelope));
        Assert.Equal(length, envelope.Length);
        using var reply = await _behind.Service.AnswerAsync(
            envelope.ToArray(), envelope.Length, context.ToCaller(ProtectionLevel.Privacy), CancellationToken.None);
        var sealedReply = new System.Buffers.ArrayBufferWriter<byte>();
        context.Wrap(reply.Body.Span, sealedReply);
        http.Response.StatusCode = reply.HttpStatus;
        http.Response.ContentType = http.Request.ContentType;
        await http.Response.Body.WriteAsync(Encoding.ASCII.GetBytes(
            $"--Encrypted Boundary\r\n\tContent-Type: {Protocol}\r\n\tOriginalContent: " +
            $"type={reply.Charset.ContentType()};Length={reply.Body.Length}\r\n--Encrypted Boundary\r\n\tContent-Type: " +
            $"application/octet-stream\r\n"));
        await http.Response.Body.WriteAsync(sealedReply.WrittenMemory);
        await http.Response.Body.WriteAsync(tail);
    }
}
