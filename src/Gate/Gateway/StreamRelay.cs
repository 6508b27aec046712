using System.Buffers;
using System.Net.Sockets;
using System.Security.Authentication;

namespace Sekimori.Gate.Gateway;

/// <summary>Passes bytes on between the two streams of a session.</summary>
internal static class StreamRelay
{
    // Four records of TLS (RFC 8446 5.1): enough that bulk costs few calls, and nothing while nothing comes.
    private const int BufferBytes = 64 * 1024;

    // What waits for the target: most answers of one call fit in it, and thousands of idle sessions keep no more.
    private const int WaitingBytes = 1024;

    // One side has closed: what the other still has to say is short.
    private static readonly TimeSpan Linger = TimeSpan.FromSeconds(5);

    /// <summary>Relays until one side has closed and the other has had its say, or the session ends.</summary>
    /// <param name="caller">The caller's stream.</param>
    /// <param name="target">The target's socket.</param>
    /// <param name="session">The session.</param>
    public static async Task RunAsync(Stream caller, Socket target, GatewaySession session)
    {
        // Once for everything that waits for the socket, instead of once for each message.
        await using var _ = session.Ending.UnsafeRegister(static socket => ((Socket)socket!).Dispose(), target).ConfigureAwait(false);
        var sends = SendAsync(caller, target, session);
        var receives = ReceiveAsync(target, caller, session);
        var first = await Task.WhenAny(sends, receives).ConfigureAwait(false);
        var why = await first.ConfigureAwait(false);
        session.NoteEnd(first == sends ? $"the caller {why}" : $"the target {why}");
        if (first == sends)
        {
            if (!session.Ending.IsCancellationRequested) ShutDown(target);
            session.EndWithin(Linger);
        }
        // A caller does not send on to a target that has closed: nothing waits for it.
        else session.End(why);
        await Task.WhenAll(sends, receives).ConfigureAwait(false);
    }

    private static bool IsEnd(Exception failure) => failure is IOException or SocketException or ObjectDisposedException
        or OperationCanceledException or AuthenticationException or InvalidOperationException;

    private static string Describe(GatewaySession session) => session.Ending.IsCancellationRequested ? "was cut off" : "broke off";

    /// <returns>How it ended.</returns>
    private static async Task<string> SendAsync(Stream caller, Socket target, GatewaySession session)
    {
        try
        {
            while (true)
            {
                // Without a buffer while nothing comes: TLS would keep one of its own, of a record.
                await caller.ReadAsync(Memory<byte>.Empty, session.Ending).ConfigureAwait(false);
                var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
                try
                {
                    var read = await caller.ReadAsync(buffer, session.Ending).ConfigureAwait(false);
                    if (read == 0) return "closed";
                    for (var sent = 0; sent < read;)
                        sent += await target.SendAsync(buffer.AsMemory(sent, read - sent), CancellationToken.None).ConfigureAwait(false);
                    session.CountSent(read, Environment.TickCount64);
                }
                finally
                {
                    ArrayPool<byte>.Shared.Return(buffer);
                }
            }
        }
        catch (Exception failure) when (IsEnd(failure))
        {
            return Describe(session);
        }
    }

    /// <returns>How it ended.</returns>
    private static async Task<string> ReceiveAsync(Socket target, Stream caller, GatewaySession session)
    {
        byte[]? waiting = null;
        try
        {
            // Nothing has come yet: many a session waits for its caller first.
            for (var isBulk = true; ;)
            {
                // To ask whether something has come costs a call of the system; where little comes, it is not asked.
                if (isBulk) await target.ReceiveAsync(Memory<byte>.Empty, CancellationToken.None).ConfigureAwait(false);
                var buffer = isBulk ? ArrayPool<byte>.Shared.Rent(BufferBytes) : waiting ??= new byte[WaitingBytes];
                try
                {
                    var read = await target.ReceiveAsync(buffer.AsMemory(), CancellationToken.None).ConfigureAwait(false);
                    if (read == 0) return "closed";
                    await caller.WriteAsync(buffer.AsMemory(0, read), session.Ending).ConfigureAwait(false);
                    session.CountReceived(read, Environment.TickCount64);
                    isBulk = read >= WaitingBytes;
                }
                finally
                {
                    if (buffer != waiting) ArrayPool<byte>.Shared.Return(buffer);
                }
            }
        }
        catch (Exception failure) when (IsEnd(failure))
        {
            return Describe(session);
        }
    }

    private static void ShutDown(Socket target)
    {
        try
        {
            target.Shutdown(SocketShutdown.Send);
        }
        catch (Exception gone) when (gone is SocketException or ObjectDisposedException)
        {
            // It has closed meanwhile.
        }
    }
}
