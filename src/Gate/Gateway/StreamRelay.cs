using System.Buffers;
using System.Net.Sockets;
using System.Security.Authentication;

namespace Sekimori.Gate.Gateway;

/// <summary>Passes bytes on between the two streams of a session.</summary>
internal static class StreamRelay
{
    // Four records of TLS (RFC 8446 5.1): enough that bulk costs few calls, and nothing while nothing comes.
    private const int BufferBytes = 64 * 1024;

    // One side has closed: what the other still has to say is short.
    private static readonly TimeSpan Linger = TimeSpan.FromSeconds(5);

    /// <summary>Relays until one side has closed and the other has had its say, or the session ends.</summary>
    /// <param name="caller">The caller's stream.</param>
    /// <param name="target">The target's socket.</param>
    /// <param name="session">The session.</param>
    public static async Task RunAsync(Stream caller, Socket target, GatewaySession session)
    {
        await using var there = new NetworkStream(target, ownsSocket: false);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(session.Ending);
        var sends = PassAsync(caller, there, session.CountSent, ending.Token);
        var receives = PassAsync(there, caller, session.CountReceived, ending.Token);
        var first = await Task.WhenAny(sends, receives).ConfigureAwait(false);
        var why = await first.ConfigureAwait(false);
        session.NoteEnd(first == sends ? $"the caller {why}" : $"the target {why}");
        if (first == sends && !ending.IsCancellationRequested) ShutDown(target);
        ending.CancelAfter(Linger);
        // A caller does not send on to a target that has closed: nothing waits for it.
        if (first == receives) await ending.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(sends, receives).ConfigureAwait(false);
    }

    /// <returns>How it ended.</returns>
    private static async Task<string> PassAsync(Stream from, Stream to, Action<int, long> count, CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                // Without a buffer while nothing comes: thousands of idle sessions hold none.
                await from.ReadAsync(Memory<byte>.Empty, cancellationToken).ConfigureAwait(false);
                var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
                try
                {
                    var read = await from.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
                    if (read == 0) return "closed";
                    await to.WriteAsync(buffer.AsMemory(0, read), cancellationToken).ConfigureAwait(false);
                    count(read, Environment.TickCount64);
                }
                finally
                {
                    ArrayPool<byte>.Shared.Return(buffer);
                }
            }
        }
        catch (Exception failure) when (failure is IOException or SocketException or ObjectDisposedException or OperationCanceledException
            or AuthenticationException or InvalidOperationException)
        {
            return cancellationToken.IsCancellationRequested ? "was cut off" : "broke off";
        }
    }

    private static void ShutDown(Socket target)
    {
        try
        {
            target.Shutdown(SocketShutdown.Send);
        }
        catch (SocketException)
        {
            // It has closed meanwhile.
        }
    }
}
