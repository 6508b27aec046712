using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Logging;
using Sekimori.Gate.Threads;

namespace Sekimori.Gate.Alerts;

/// <summary>
/// Alerts by HTTP: one POST with JSON for each. After a 5xx answer, or if the receiver cannot be reached, it is tried twice more.
/// </summary>
internal sealed class WebhookAlertSink : QueuedAlertSink
{
    private const int Tries = 3;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly Uri _receiver;
    private readonly HttpClient _client;

    /// <summary>A sink for a receiver.</summary>
    /// <param name="receiver">Its URL. Only the host is named in the log: a path often contains a secret.</param>
    /// <param name="logger">Where failures are written.</param>
    public WebhookAlertSink(Uri receiver, ILogger<WebhookAlertSink> logger)
        : base(receiver.GetLeftPart(UriPartial.Authority), logger)
    {
        _receiver = receiver;
        // A redirect could send the observation to another peer.
        _client = new(new SocketsHttpHandler { AllowAutoRedirect = false, ConnectCallback = ConnectAsync })
        {
            Timeout = TimeSpan.FromSeconds(10)
        };
    }

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync().ConfigureAwait(false);
        _client.Dispose();
        GC.SuppressFinalize(this);
    }

    // The certificate of a receiver is evaluated on the stream that this gives.
    private static async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(context.DnsEndPoint, cancellationToken).ConfigureAwait(false);
            return new PoolStream(new NetworkStream(socket, ownsSocket: true));
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    protected override async Task SendAsync(string alert, CancellationToken cancellationToken)
    {
        for (var left = Tries - 1; ; left--)
        {
            try
            {
                using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(alert))
                {
                    Headers = { ContentType = new MediaTypeHeaderValue("application/json") }
                };
                using var response = await _client.PostAsync(_receiver, content, cancellationToken).ConfigureAwait(false);
                if ((int)response.StatusCode < 500 || left == 0)
                {
                    response.EnsureSuccessStatusCode();
                    return;
                }
            }
            catch (HttpRequestException e) when (e.StatusCode is null && left > 0)
            {
                // Not reached: once more.
            }
            await Task.Delay(Pause, cancellationToken).ConfigureAwait(false);
        }
    }
}
