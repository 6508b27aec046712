using System.Net;
using System.Net.Sockets;

namespace Sekimori.Survey;

/// <summary>One question in bytes on a connection of its own: writes, and reads until the reader has enough.</summary>
internal static class RawExchange
{
    /// <summary>Asks.</summary>
    /// <typeparam name="T">The answer.</typeparam>
    /// <param name="address">The host.</param>
    /// <param name="port">The port.</param>
    /// <param name="question">What to send; empty to wait for a greeting.</param>
    /// <param name="maxBytes">The most that is read.</param>
    /// <param name="options">The limits of time.</param>
    /// <param name="read">Reads what has arrived so far: null if it needs more. The flag is true when nothing more will come.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="SocketException">No connection.</exception>
    /// <exception cref="TimeoutException">No answer, or not all of it.</exception>
    public static async Task<T?> AskAsync<T>(
        IPAddress address, int port, ReadOnlyMemory<byte> question, int maxBytes, SurveyOptions options, Func<ReadOnlyMemory<byte>, bool,
            T?> read,
        CancellationToken cancellationToken)
        where T : class
    {
        using var socket = await PortProbe.ConnectAsync(address, port, options, cancellationToken).ConfigureAwait(false);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(options.AnswerTimeout);
        var buffer = new AnswerBuffer(maxBytes);
        try
        {
            if (!question.IsEmpty) await socket.SendAsync(question, limit.Token).ConfigureAwait(false);
            while (true)
            {
                var received = buffer.IsFull ? 0 : await ReceiveAsync(socket, buffer.Free(), limit.Token).ConfigureAwait(false);
                buffer.Advance(received);
                if (read(buffer.Written, received == 0) is { } answer) return answer;
                if (received == 0) return null;
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"port {port}: no answer within {options.AnswerTimeout.TotalSeconds:0.#} s");
        }
    }

    // A reset after the answer is how many servers reject a hello.
    private static async ValueTask<int> ReceiveAsync(Socket socket, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        try
        {
            return await socket.ReceiveAsync(buffer, cancellationToken).ConfigureAwait(false);
        }
        catch (SocketException reset) when (reset.SocketErrorCode is SocketError.ConnectionReset or SocketError.ConnectionAborted)
        {
            return 0;
        }
    }
}
