using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net.Sockets;
using Sekimori.Linux.Shells.Native;

namespace Sekimori.Linux.Shells.Keeper;

/// <summary>The server's end of the connection to one keeper, and the keeper's process.</summary>
internal sealed class KeeperLink : IAsyncDisposable
{
    /// <summary>Starting .NET takes a tenth of a second; longer on a machine under heavy load.</summary>
    private static readonly TimeSpan ReadyLimit = TimeSpan.FromSeconds(20);

    /// <summary>How long the end of one command is waited for.</summary>
    private static readonly TimeSpan EndLimit = TimeSpan.FromSeconds(10);

    private readonly Socket _socket;
    private readonly SemaphoreSlim _sending = new(1, 1);
    private readonly ConcurrentDictionary<int, KeeperTicket> _tickets = new();
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly IShellProcess _process;
    private readonly TimeSpan _closeLimit;
    private readonly Lazy<Task> _close;
    private readonly TaskCompletionSource _nothingLeft = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _closed;

    private KeeperLink(Socket socket, IShellProcess process, TimeSpan closeLimit)
    {
        _socket = socket;
        _process = process;
        _closeLimit = closeLimit;
        _close = new Lazy<Task>(CloseAsync);
        Gone = ReceiveAsync();
    }

    /// <summary>The keeper's process.</summary>
    internal IShellProcess Process => _process;

    /// <summary>Completes when the connection has ended: the keeper has ended, or is about to.</summary>
    internal Task Gone { get; }

    /// <summary>Completes when it is closed and nothing of it is left: its mark may then be reused.</summary>
    internal Task NothingLeft => _nothingLeft.Task;

    /// <summary>Starts a keeper, and waits until it is ready.</summary>
    /// <param name="start">Starts the process whose descriptor 0 is to be the given one.</param>
    /// <param name="closeLimit">The time limit of its end.</param>
    /// <exception cref="ShellException">It was not started, or did not become ready.</exception>
    internal static async Task<KeeperLink> LaunchAsync(Func<int, Task<IShellProcess>> start, TimeSpan closeLimit)
    {
        var (ours, theirs) = Pair();
        IShellProcess process;
        try
        {
            process = await start(theirs).ConfigureAwait(false);
        }
        catch
        {
            _ = DescriptorCalls.Close(ours);
            throw;
        }
        finally
        {
            _ = DescriptorCalls.Close(theirs);
        }

        var link = new KeeperLink(new Socket(new SafeSocketHandle(ours, ownsHandle: true)), process, closeLimit);
        if (await Task.WhenAny(link._ready.Task, link.Gone).WaitAsync(ReadyLimit)
            .ContinueWith(static wait => wait.IsCompletedSuccessfully, TaskScheduler.Default).ConfigureAwait(false)
            && link._ready.Task.IsCompleted) return link;
        await link.DisposeAsync().ConfigureAwait(false);
        throw new ShellException(ShellFact.NoResources, "The keeper of a new shell did not start.");
    }

    /// <summary>Has a command started.</summary>
    /// <param name="request">What.</param>
    /// <param name="descriptors">Input, output, errors; the caller closes them afterwards.</param>
    internal async Task<KeeperTicket> StartAsync(StartRequest request, int[] descriptors)
    {
        var ticket = _tickets.GetOrAdd(request.Number, static _ => new KeeperTicket());
        using var order = new MemoryStream();
        using (var writer = new BinaryWriter(order, System.Text.Encoding.UTF8, leaveOpen: true))
        {
            writer.Write((byte)KeeperOrder.Start);
            request.Write(writer);
        }

        await SendAsync(order.ToArray(), descriptors).ConfigureAwait(false);
        // A keeper that ended while the ticket was being created notified no waiter.
        if (Gone.IsCompleted) ticket.ReportEnded();
        return ticket;
    }

    /// <summary>Asks whether a user may enter a directory.</summary>
    internal async Task<bool> MayEnterAsync(UnixIdentity? identity, string directory)
    {
        var ticket = _tickets.GetOrAdd(0, static _ => new KeeperTicket());
        using var order = new MemoryStream();
        using (var writer = new BinaryWriter(order, System.Text.Encoding.UTF8, leaveOpen: true))
        {
            writer.Write((byte)KeeperOrder.Enter);
            UnixIdentity.Write(writer, identity);
            writer.Write(directory);
        }

        await SendAsync(order.ToArray(), []).ConfigureAwait(false);
        if (Gone.IsCompleted) ticket.ReportEnded();
        return await ticket.Started.ConfigureAwait(false) == 1;
    }

    /// <summary>Signals a command's process group.</summary>
    internal Task SignalAsync(int number, int signal)
    {
        var order = new byte[9];
        order[0] = (byte)KeeperOrder.Signal;
        BinaryPrimitives.WriteInt32LittleEndian(order.AsSpan(1), number);
        BinaryPrimitives.WriteInt32LittleEndian(order.AsSpan(5), signal);
        return SendAsync(order, []);
    }

    /// <summary>Ends a command with all its descendants. The ticket reports when it is done, and is then forgotten.</summary>
    internal async Task EndAsync(int number)
    {
        if (!_tickets.TryGetValue(number, out var ticket)) return;
        var order = new byte[5];
        order[0] = (byte)KeeperOrder.End;
        BinaryPrimitives.WriteInt32LittleEndian(order.AsSpan(1), number);
        await SendAsync(order, []).ConfigureAwait(false);
        // A stopped keeper does not answer; the remaining processes then end with the shell.
        await Task.WhenAny(ticket.Ended, Gone, Task.Delay(EndLimit)).ConfigureAwait(false);
        ticket.ReportEnded();
        _tickets.TryRemove(number, out _);
    }

    /// <summary>
    /// Lets the keeper end everything and itself; if it does not in time, does so from here. Returns when nothing of it is left.
    /// </summary>
    public async ValueTask DisposeAsync() => await _close.Value.ConfigureAwait(false);

    /// <summary>Two ends of one connection, neither of which a program inherits.</summary>
    /// <exception cref="ShellException"><see cref="ShellFact.NoResources"/>.</exception>
    internal static unsafe (int Ours, int Theirs) Pair()
    {
        var pair = stackalloc int[2];
        return DescriptorCalls.SocketPair(
            DescriptorCalls.LocalFamily, DescriptorCalls.StreamKind | DescriptorCalls.CloseOnExec, 0, pair) == 0
            ? (pair[0], pair[1])
            : throw new ShellException(ShellFact.NoResources, "No file descriptors are left for a shell.");
    }

    private async Task SendAsync(byte[] order, int[] descriptors)
    {
        await _sending.WaitAsync().ConfigureAwait(false);
        try
        {
            if (_closed) return;
            var length = new byte[4];
            BinaryPrimitives.WriteInt32LittleEndian(length, order.Length);
            if (descriptors.Length == 0) await _socket.SendAsync(length).ConfigureAwait(false);
            else while (!DescriptorPassing.TrySend(_socket, length, descriptors)) await Task.Delay(1).ConfigureAwait(false);
            for (var sent = 0; sent < order.Length;) sent += await _socket.SendAsync(order.AsMemory(sent)).ConfigureAwait(false);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The keeper has ended; everyone who waits on a ticket learns it from the end of the connection.
        }
        finally
        {
            _sending.Release();
        }
    }

    private async Task ReceiveAsync()
    {
        var news = new byte[9];
        try
        {
            while (true)
            {
                for (var got = 0; got < news.Length;)
                {
                    var count = await _socket.ReceiveAsync(news.AsMemory(got)).ConfigureAwait(false);
                    if (count == 0) return;
                    got += count;
                }

                var (number, value) = (BinaryPrimitives.ReadInt32LittleEndian(news.AsSpan(1)),
                    BinaryPrimitives.ReadInt32LittleEndian(news.AsSpan(5)));
                if ((KeeperNews)news[0] == KeeperNews.Ready) _ready.TrySetResult();
                else if (_tickets.TryGetValue(number, out var ticket)) ticket.Report((KeeperNews)news[0], value);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // As at the end of the connection.
        }
        finally
        {
            foreach (var ticket in _tickets.Values) ticket.ReportEnded();
        }
    }

    private async Task CloseAsync()
    {
        await _sending.WaitAsync().ConfigureAwait(false);
        _closed = true;
        try
        {
            _socket.Shutdown(SocketShutdown.Send);
        }
        catch (SocketException)
        {
            // It has already ended.
        }

        _sending.Release();
        var inTime = await Task.WhenAny(Gone, Task.Delay(_closeLimit)).ConfigureAwait(false) == Gone;
        await _process.EndAsync(inTime).ConfigureAwait(false);
        await Gone.WaitAsync(_closeLimit).ContinueWith(static _ => { }, TaskScheduler.Default).ConfigureAwait(false);
        _socket.Dispose();
        _nothingLeft.TrySetResult();
    }
}
