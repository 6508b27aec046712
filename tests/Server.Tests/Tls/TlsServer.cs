using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Sekimori.Gate.Tls;
using Sekimori.Server.Tls;

namespace Sekimori.Server.Tests.Tls;

/// <summary>A TLS endpoint with a certificate that it made itself, and what it wrote into its log.</summary>
internal sealed class TlsServer : ILogger<TlsRules>, IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("sekimori-tls").FullName;
    private readonly WebApplication _application;
    private readonly CertificateKeeper _keeper;

    private TlsServer(bool isCompatible, IPAddress address, TlsServer? same)
    {
        _keeper = same?._keeper ?? new CertificateKeeper(
            CertificateKeeper.SelfMade(Path.Combine(_folder, "certificate.pem"), [address], DateTimeOffset.UtcNow),
            NullLogger<CertificateKeeper>.Instance, TimeProvider.System);
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddLogging();
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel => kestrel.Listen(address, 0, listen =>
        {
            listen.Protocols = HttpProtocols.Http1;
            listen.UseTls(_keeper, rules: new TlsRules(isCompatible, this, TimeProvider.System));
            listen.Use(next => connection =>
            {
                var tls = connection.Features.GetRequiredFeature<ISslStreamFeature>().SslStream;
                Contexts.Enqueue(SharedContext.Of(tls));
                return next(connection);
            });
        }));
        _application = builder.Build();
        _application.Run(context => context.Response.WriteAsync("answered"));
    }

    public ConcurrentQueue<string> Lines { get; } = [];

    public IPEndPoint End { get; private set; } = null!;

    /// <summary>The SSL_CTX of each connection, in order.</summary>
    public ConcurrentQueue<nint> Contexts { get; } = [];

    /// <param name="isCompatible">True for the suites of older systems too.</param>
    /// <param name="same">A server whose certificate it takes; null to make one.</param>
    public static async Task<TlsServer> StartAsync(bool isCompatible, TlsServer? same = null)
    {
        var server = new TlsServer(isCompatible, IPAddress.Parse("127.0.0.14"), same);
        await server._application.StartAsync();
        server.End = IPEndPoint.Parse(new Uri(server._application.Urls.Single()).Authority);
        return server;
    }

    /// <summary>A handshake with one suite; the suite that was agreed on, or null if it failed.</summary>
    public async Task<TlsCipherSuite?> ShakeAsync(SslProtocols protocol, params TlsCipherSuite[] suites)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(End);
        await using var tls = new SslStream(new NetworkStream(socket));
        try
        {
            await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
            {
                TargetHost = "asked.lab.test", EnabledSslProtocols = protocol, CipherSuitesPolicy = new CipherSuitesPolicy(suites),
                RemoteCertificateValidationCallback = (_, _, _, _) => true,
            });
            await tls.WriteAsync("GET / HTTP/1.1\r\nHost: asked.lab.test\r\n\r\n"u8.ToArray());
            return await tls.ReadAsync(new byte[1000]) > 0 ? tls.NegotiatedCipherSuite : null;
        }
        catch (Exception failure) when (failure is AuthenticationException or IOException)
        {
            return null;
        }
    }

    /// <summary>Sends bytes and waits until the server has closed.</summary>
    public async Task SendAsync(byte[] bytes)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(End);
        await socket.SendAsync(bytes);
        socket.Shutdown(SocketShutdown.Send);
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        try
        {
            while (await socket.ReceiveAsync(new byte[1000], limit.Token) > 0)
            {
            }
        }
        catch (SocketException)
        {
            // It was closed the hard way.
        }
    }

    /// <summary>The next line of the log.</summary>
    public async Task<string> LineAsync()
    {
        for (var i = 0; i < 500; i++)
        {
            if (Lines.TryDequeue(out var line)) return line;
            await Task.Delay(20);
        }

        throw new TimeoutException("nothing was logged");
    }

    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception,
        Func<TState, Exception?, string> formatter) => Lines.Enqueue(formatter(state, exception));

    public async ValueTask DisposeAsync()
    {
        await _application.DisposeAsync();
        _keeper.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
