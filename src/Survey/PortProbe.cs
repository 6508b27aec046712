using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Sekimori.Posture.Facts;

namespace Sekimori.Survey;

/// <summary>Finds out whether ports are open.</summary>
internal sealed class PortProbe(IPAddress address, SurveyOptions options, HostFacts facts)
{
    /// <summary>Connects, records the state, and closes.</summary>
    /// <param name="port">The port.</param>
    /// <param name="name">The port that facts name: tests serve on others.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<bool> IsOpenAsync(int port, int name, CancellationToken cancellationToken)
    {
        var subject = name.ToString(CultureInfo.InvariantCulture);
        if (facts.Find(FactId.Port, subject) is { } known) return known.Value == PortState.Open;
        var state = await StateAsync(port, cancellationToken).ConfigureAwait(false);
        facts.Add(FactId.Port, subject, state);
        return state == PortState.Open;
    }

    private async Task<string> StateAsync(int port, CancellationToken cancellationToken)
    {
        try
        {
            using var socket = await ConnectAsync(address, port, options, cancellationToken).ConfigureAwait(false);
            // No TIME_WAIT for each port of each host of a large run.
            socket.LingerState = new(true, 0);
            return PortState.Open;
        }
        catch (TimeoutException)
        {
            return PortState.Silent;
        }
        catch (SocketException refused)
        {
            return refused.SocketErrorCode switch
            {
                SocketError.ConnectionRefused or SocketError.ConnectionReset => PortState.Closed,
                SocketError.TimedOut => PortState.Silent,
                _ => PortState.Unreachable,
            };
        }
    }

    /// <summary>Connects within the time limit.</summary>
    /// <exception cref="SocketException">Nothing listens, or there is no route.</exception>
    /// <exception cref="TimeoutException">No answer.</exception>
    internal static async Task<Socket> ConnectAsync(
        IPAddress address, int port, SurveyOptions options, CancellationToken cancellationToken)
    {
        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(options.ConnectTimeout);
        try
        {
            await socket.ConnectAsync(address, port, limit.Token).ConfigureAwait(false);
            return socket;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            socket.Dispose();
            throw new TimeoutException($"port {port}: no answer");
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
