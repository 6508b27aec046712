using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Microsoft.Extensions.Logging.Abstractions;
using Sekimori.App.Tests.Kit;
using Sekimori.Client.Tests.WsMan;
using Sekimori.Gate.Tls;
using Sekimori.Server.Tls;

namespace Sekimori.Server.Tests.Tls;

/// <summary>Idle connections do not keep OpenSSL's buffers. Beside no other test: it counts the memory of the process.</summary>
[Collection(OneShellHost.Name)]
public sealed class RecordBuffersTests
{
    private const int Connections = 64, Turns = 5;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_idle_connection_holds_no_buffer_for_records()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && NativeMemory.InUse is not null, "the C library does not count its memory");
        // What is allocated once is so before it is counted.
        await MeasureAsync((listen, keeper) => listen.UseHttps(keeper.Current.Certificate));
        var freed = new List<long>();
        for (var turn = 0; turn < Turns; turn++)
        {
            var before = await MeasureAsync((listen, keeper) => listen.UseHttps(keeper.Current.Certificate));
            freed.Add(before - await MeasureAsync((listen, keeper) => listen.UseTls(keeper)));
        }

        // Two of 16 KB and some; the client's end keeps its own in both. What earlier tests left may go at any time: the median counts.
        Assert.InRange(freed.Order().ElementAt(Turns / 2), 24 * 1024, 48 * 1024);
    }

    [Fact]
    public async Task This_runtime_has_what_it_takes()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "other systems have other libraries for TLS");
        var isSet = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        await MeasureAsync((listen, keeper) => listen.UseHttps(keeper.Current.Certificate).Use(next => connection =>
        {
            isSet.TrySetResult(RecordBuffers.TryRelease(connection.Features.Get<ISslStreamFeature>()!.SslStream));
            return next(connection);
        }), 1);
        // A runtime that has renamed a field, or another OpenSSL: see RecordBuffers and its page among the decisions.
        Assert.True(await isSet.Task, "RecordBuffers finds no way to OpenSSL's connection in this runtime");
    }

    /// <summary>Native bytes in use for each connection that has been answered and is idle.</summary>
    private static async Task<long> MeasureAsync(Action<ListenOptions, CertificateKeeper> tls, int connections = Connections)
    {
        using var folder = new TemporaryFolder();
        using var keeper = new CertificateKeeper(CertificateKeeper.SelfMade(
            Path.Combine(folder.Path, "certificate.pem"), [IPAddress.Loopback], DateTimeOffset.UtcNow),
            NullLogger<CertificateKeeper>.Instance, TimeProvider.System);
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel =>
            kestrel.Listen(IPAddress.Parse("127.0.0.14"), 0, listen =>
            {
                listen.Protocols = HttpProtocols.Http1;
                tls(listen, keeper);
            }));
        await using var host = builder.Build();
        host.Run(context => context.Response.WriteAsync("answered"));
        await host.StartAsync(Token);
        var end = IPEndPoint.Parse(new Uri(host.Urls.Single()).Authority);
        var open = new List<SslStream>();
        try
        {
            var before = NativeMemory.InUse ?? 0;
            for (var i = 0; i < connections; i++) open.Add(await OpenAsync(end));
            return ((NativeMemory.InUse ?? 0) - before) / connections;
        }
        finally
        {
            foreach (var one in open) await one.DisposeAsync();
        }
    }

    private static async Task<SslStream> OpenAsync(IPEndPoint end)
    {
        var socket = new Socket(end.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(end, Token);
        var tls = new SslStream(new NetworkStream(socket, ownsSocket: true), false, (_, _, _, _) => true);
        await tls.AuthenticateAsClientAsync("asked.lab.test");
        await tls.WriteAsync("GET / HTTP/1.1\r\nHost: asked.lab.test\r\n\r\n"u8.ToArray(), Token);
        Assert.True(await tls.ReadAsync(new byte[1000], Token) > 0);
        return tls;
    }
}
