using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Sekimori.Client.Tests.WsMan;

/// <summary>Ends a client's TLS with a certificate of its own, and passes on what it reads to a server.</summary>
internal sealed class TlsMiddleman : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly X509Certificate2 _certificate;
    private readonly Uri _server;
    private readonly Task _served;

    public TlsMiddleman(Uri server)
    {
        _server = server;
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        _certificate = new CertificateRequest("CN=between", key, HashAlgorithmName.SHA256).CreateSelfSigned(
            DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        _listener.Start();
        Address = new UriBuilder(server) { Host = "127.0.0.1", Port = ((IPEndPoint)_listener.LocalEndpoint).Port }.Uri;
        _served = ServeAsync();
    }

    public Uri Address { get; }

    /// <summary>What the client has sent, in the pieces that came.</summary>
    public ConcurrentQueue<string> Sent { get; } = [];

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        await _served;
        _certificate.Dispose();
    }

    private async Task ServeAsync()
    {
        var all = new List<Task>();
        try
        {
            while (true) all.Add(PassOnAsync(await _listener.AcceptTcpClientAsync()));
        }
        catch (Exception stopped) when (stopped is SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(all);
        }
    }

    private async Task PassOnAsync(TcpClient accepted)
    {
        using var client = accepted;
        using var server = new TcpClient();
        try
        {
            await using var near = new SslStream(client.GetStream());
            await near.AuthenticateAsServerAsync(_certificate);
            await server.ConnectAsync(_server.Host, _server.Port);
            await using var far = new SslStream(server.GetStream(), false, (_, _, _, _) => true);
            await far.AuthenticateAsClientAsync(_server.Host);
            var back = far.CopyToAsync(near);
            var buffer = new byte[64 * 1024];
            for (int read; (read = await near.ReadAsync(buffer)) > 0;)
            {
                Sent.Enqueue(Encoding.Latin1.GetString(buffer, 0, read));
                await far.WriteAsync(buffer.AsMemory(0, read));
            }
            server.Client.Shutdown(SocketShutdown.Both);
            await back;
        }
        catch (Exception ended) when (ended is IOException or SocketException or ObjectDisposedException)
        {
            // One side has closed.
        }
    }
}
