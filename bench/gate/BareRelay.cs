using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace Sekimori.Bench.Gate;

/// <summary>What one writes in an hour: Kestrel with TLS, each connection passed on to a socket. No logon, policy or record.</summary>
internal static class BareRelay
{
    /// <param name="target">The host behind.</param>
    /// <param name="certificate">The certificate; "-" for plain TCP.</param>
    public static async Task<int> RunAsync(IPEndPoint target, string certificate)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        using var shown = certificate == "-" ? null : X509CertificateLoader.LoadPkcs12FromFile(certificate, null);
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel =>
            kestrel.Listen(IPAddress.Loopback, 0, listen =>
            {
                if (shown is not null) listen.UseHttps(shown);
                listen.Run(connection => RelayAsync(connection, target));
            }));
        var app = builder.Build();
        await app.StartAsync();
        var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        Processes.Ready(new Uri(address).Port);
        await Task.Delay(Timeout.Infinite);
        return 0;
    }

    private static async Task RelayAsync(ConnectionContext connection, IPEndPoint target)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(target);
        await using var there = new NetworkStream(socket, ownsSocket: false);
        try
        {
            var answers = PipeReader.Create(there);
            await Task.WhenAny(connection.Transport.Input.CopyToAsync(there), answers.CopyToAsync(connection.Transport.Output));
        }
        catch (Exception ended) when (ended is IOException or SocketException)
        {
            // The load has ended.
        }
    }
}
