using System.Buffers;
using System.Net.Sockets;
using Sekimori.Rpc.Framing;
using Sekimori.Storage.Audit;

namespace Sekimori.Gate.Gateway.Follow;

/// <summary>
/// Passes the PDUs of one connection on, whole ones only and as they came. So an answer of the gate never lies within one of the target.
/// </summary>
/// <param name="client">The client's socket.</param>
/// <param name="target">The target's socket.</param>
/// <param name="session">The session.</param>
/// <param name="guard">Evaluates what the client sends.</param>
/// <param name="open">Opens the ports that the target names.</param>
internal sealed class FollowRelay(
    Socket client, Socket target, GatewaySession session, FollowGuard guard, Action<List<int>> open) : IDisposable
{
    // The largest PDU, and as much again: many PDUs in one call of the system.
    private const int BufferBytes = 2 * (FragmentReader.LargestFragment + 1);

    // One side has closed: what the other still has to say is short.
    private static readonly TimeSpan Linger = TimeSpan.FromSeconds(5);

    // What a client may still send while it reads the answer to a denial.
    private static readonly TimeSpan DrainFor = TimeSpan.FromSeconds(2);

    private readonly SemaphoreSlim _toClient = new(1, 1);
    private volatile bool _isDenied;

    /// <summary>Relays until one side has closed and the other has had its say, or the session ends.</summary>
    public async Task RunAsync()
    {
        await using var _ = session.Ending.UnsafeRegister(static relay => ((FollowRelay)relay!).Cut(), this).ConfigureAwait(false);
        var sends = TellAsync(SendsAsync);
        var receives = TellAsync(ReceivesAsync);
        var first = await Task.WhenAny(sends, receives).ConfigureAwait(false);
        var why = await first.ConfigureAwait(false);
        session.NoteEnd(_isDenied ? "a denied call" : first == sends ? $"the caller {why}" : $"the target {why}");
        if (first == sends && !_isDenied)
        {
            ShutDown(target, SocketShutdown.Send);
            await Task.WhenAny(receives, Task.Delay(Linger, session.Ending)).ConfigureAwait(false);
        }
        Cut();
        await Task.WhenAll(sends, receives).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public void Dispose() => _toClient.Dispose();

    private static async Task<string> TellAsync(Func<Task<string>> pass)
    {
        try
        {
            return await pass().ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is SocketException or ObjectDisposedException)
        {
            return "broke off";
        }
    }

    private void Cut()
    {
        ShutDown(client, SocketShutdown.Both);
        ShutDown(target, SocketShutdown.Both);
    }

    private async Task<string> SendsAsync()
    {
        byte[]? buffer = null;
        try
        {
            for (var held = 0; ;)
            {
                if (held == 0)
                {
                    // Without a buffer while nothing comes: thousands of idle connections hold none.
                    if (buffer is not null) ArrayPool<byte>.Shared.Return(buffer);
                    buffer = null;
                    await client.ReceiveAsync(Memory<byte>.Empty).ConfigureAwait(false);
                    buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
                }
                var read = await client.ReceiveAsync(buffer.AsMemory(held)).ConfigureAwait(false);
                if (read == 0) return "closed";
                held += read;
                var (passed, end) = await PassAsync(buffer.AsMemory(0, held)).ConfigureAwait(false);
                if (end is not null) return end;
                if (passed > 0) buffer.AsSpan(passed, held - passed).CopyTo(buffer);
                held -= passed;
                if (held == 0) session.PartialSince = 0;
                else if (passed > 0 || session.PartialSince == 0) session.PartialSince = Environment.TickCount64;
            }
        }
        finally
        {
            if (buffer is not null) ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <returns>How many bytes are done with, and why nothing follows them.</returns>
    private async ValueTask<(int Passed, string? End)> PassAsync(ReadOnlyMemory<byte> received)
    {
        for (var passed = 0; ;)
        {
            var step = guard.Look(received.Span[passed..]);
            if (!step.Recorded.IsCompletedSuccessfully && !await IsRecordedAsync(step.Recorded).ConfigureAwait(false)
                && step.Denial is null)
            {
                session.End("the audit log cannot be written");
                return (passed, "was cut off");
            }
            if (step.Passes > 0)
            {
                await SendAsync(target, received.Slice(passed, step.Passes)).ConfigureAwait(false);
                session.CountSent(step.Passes, Environment.TickCount64);
            }
            passed += step.Passes + step.Skips;
            if (step.Denial is { } answer) await AnswerAsync(answer, step.IsLast).ConfigureAwait(false);
            if (step.IsLast) return (passed, await DrainAsync().ConfigureAwait(false));
            if (step.Passes + step.Skips == 0) return (passed, null);
        }
    }

    private static async ValueTask<bool> IsRecordedAsync(ValueTask recorded)
    {
        try
        {
            await recorded.ConfigureAwait(false);
            return true;
        }
        catch (AuditUnavailableException)
        {
            return false;
        }
    }

    private async ValueTask AnswerAsync(byte[] answer, bool isLast)
    {
        await _toClient.WaitAsync().ConfigureAwait(false);
        try
        {
            _isDenied |= isLast;
            if (answer.Length > 0) await SendAsync(client, answer).ConfigureAwait(false);
        }
        finally
        {
            _toClient.Release();
        }
    }

    // A connection that is closed while bytes wait in it is reset, and the reset takes the answer with it.
    private async Task<string> DrainAsync()
    {
        if (_isDenied)
        {
            ShutDown(target, SocketShutdown.Both);
            ShutDown(client, SocketShutdown.Send);
        }
        var buffer = ArrayPool<byte>.Shared.Rent(4096);
        using var limit = new CancellationTokenSource(DrainFor);
        try
        {
            while (await client.ReceiveAsync(buffer, limit.Token).ConfigureAwait(false) > 0)
            {
                // It is not passed on.
            }
        }
        catch (OperationCanceledException)
        {
            // It has had its time.
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
        return _isDenied ? "was denied" : "sent what is not RPC";
    }

    private async Task<string> ReceivesAsync()
    {
        byte[]? buffer = null;
        var ports = new List<int>();
        try
        {
            for (var held = 0; ;)
            {
                if (held == 0)
                {
                    if (buffer is not null) ArrayPool<byte>.Shared.Return(buffer);
                    buffer = null;
                    await target.ReceiveAsync(Memory<byte>.Empty).ConfigureAwait(false);
                    buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
                }
                var read = await target.ReceiveAsync(buffer.AsMemory(held)).ConfigureAwait(false);
                if (read == 0) return "closed";
                held += read;
                var passes = guard.LookAtAnswers(buffer.AsSpan(0, held), ports);
                if (ports.Count > 0)
                {
                    // Before the client reads the answer: it connects at once.
                    open(ports);
                    ports.Clear();
                }
                if (passes == 0) continue;
                if (!await PassBackAsync(buffer.AsMemory(0, passes)).ConfigureAwait(false)) return "was cut off";
                session.CountReceived(passes, Environment.TickCount64);
                buffer.AsSpan(passes, held - passes).CopyTo(buffer);
                held -= passes;
            }
        }
        finally
        {
            if (buffer is not null) ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private async ValueTask<bool> PassBackAsync(ReadOnlyMemory<byte> answers)
    {
        if (!_toClient.Wait(0)) await _toClient.WaitAsync().ConfigureAwait(false);
        try
        {
            if (_isDenied) return false;
            await SendAsync(client, answers).ConfigureAwait(false);
            return true;
        }
        finally
        {
            _toClient.Release();
        }
    }

    private static async ValueTask SendAsync(Socket to, ReadOnlyMemory<byte> bytes)
    {
        while (!bytes.IsEmpty) bytes = bytes[await to.SendAsync(bytes).ConfigureAwait(false)..];
    }

    private static void ShutDown(Socket socket, SocketShutdown what)
    {
        try
        {
            socket.Shutdown(what);
        }
        catch (Exception ended) when (ended is SocketException or ObjectDisposedException)
        {
            // It has closed meanwhile.
        }
    }
}
