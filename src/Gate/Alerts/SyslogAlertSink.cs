using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Logging;
using Sekimori.Storage.Audit;

namespace Sekimori.Gate.Alerts;

/// <summary>
/// Alerts to a syslog server: RFC 5424, over UDP (RFC 5426: one message per datagram) or TCP (RFC 6587 3.4.1: each message after its
/// length).
/// </summary>
internal sealed class SyslogAlertSink : QueuedAlertSink
{
    // RFC 5426 3.2: receivers accept 2,048 bytes; the rest is truncated, because a fragmented datagram is often lost whole.
    private const int MaxDatagram = 2048;

    private readonly Uri _receiver;
    private readonly string _host;
    private Socket? _socket;

    /// <summary>A sink that is not connected yet.</summary>
    /// <param name="receiver">"udp://host:514" or "tcp://host:601".</param>
    /// <param name="host">This host's name.</param>
    /// <param name="logger">Where failures are written.</param>
    public SyslogAlertSink(Uri receiver, string host, ILogger<SyslogAlertSink> logger)
        : base(receiver.ToString(), logger) => (_receiver, _host) = (receiver, host);

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync().ConfigureAwait(false);
        _socket?.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <inheritdoc/>
    protected override async Task SendAsync(string alert, CancellationToken cancellationToken)
    {
        var message = Encoding.UTF8.GetBytes(AuditExport.Convert("syslog", alert, _host)!);
        try
        {
            _socket ??= await ConnectAsync(cancellationToken).ConfigureAwait(false);
            if (_receiver.Scheme == "udp")
                await _socket.SendAsync(message.AsMemory(0, Math.Min(message.Length, MaxDatagram)), cancellationToken)
                    .ConfigureAwait(false);
            else await SendAllAsync((byte[])[.. Encoding.ASCII.GetBytes($"{message.Length} "), .. message], cancellationToken)
                .ConfigureAwait(false);
        }
        catch
        {
            _socket?.Dispose();
            _socket = null; // connected anew for the next one
            throw;
        }
    }

    private async Task<Socket> ConnectAsync(CancellationToken cancellationToken)
    {
        var isUdp = _receiver.Scheme == "udp";
        var socket = new Socket(isUdp ? SocketType.Dgram : SocketType.Stream, isUdp ? ProtocolType.Udp : ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(_receiver.Host, _receiver.Port > 0 ? _receiver.Port : isUdp ? 514 : 601, cancellationToken)
                .ConfigureAwait(false);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private async Task SendAllAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        while (!bytes.IsEmpty) bytes = bytes[await _socket!.SendAsync(bytes, cancellationToken).ConfigureAwait(false)..];
    }
}
