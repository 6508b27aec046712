using System.Collections.Concurrent;
using System.Net.Sockets;
using Sekimori.Linux.Shells.Keeper;
using Sekimori.Linux.Shells.Native;

namespace Sekimori.Linux.Privileges;

/// <summary>
/// A server's end of the connection to its keeper. A lost connection is made again with the next request; the shells of the lost connection
/// have ended with it.
/// </summary>
/// <param name="path">The keeper's socket.</param>
internal sealed class PrivilegedKeeper(string path) : IDisposable
{
    /// <summary>systemd takes up to 90 s to stop a service, which is waited for elsewhere: to start takes no longer than this.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly Lock _lock = new();
    private Link? _link;

    /// <summary>Connects, so that a missing keeper is noticed at the start.</summary>
    /// <exception cref="KeeperGoneException">It is not reachable.</exception>
    public void Connect() => _ = Linked();

    /// <summary>Has a port bound that only root may bind.</summary>
    /// <param name="address">The address.</param>
    /// <param name="port">The port.</param>
    /// <returns>The socket, bound and not yet listening.</returns>
    /// <exception cref="KeeperGoneException">It does not answer, or did not bind it; the message says why.</exception>
    public Socket Bind(System.Net.IPAddress address, int port)
    {
        var reply = AskAsync(PrivilegedOrder.Bind, default, writer =>
        {
            writer.Write(address.ToString());
            writer.Write(port);
        }).GetAwaiter().GetResult();
        return reply is { Verdict: KeeperVerdict.Done, Descriptor: >= 0 }
            ? new Socket(new SafeSocketHandle(reply.Descriptor, ownsHandle: true))
            : throw new KeeperGoneException($"the keeper did not bind port {port}: {reply.Text}");
    }

    /// <summary>Closes the connection: the keeper ends the shells that were started over it.</summary>
    public void Dispose() => _link?.Dispose();

    internal async Task<KeeperReply> AskAsync(
        PrivilegedOrder order, KeeperAccountName account, Action<BinaryWriter>? fields = null, int passed = -1)
    {
        var link = Linked();
        using var bytes = new MemoryStream();
        using var writer = new BinaryWriter(bytes);
        var number = link.Begin(out var answer);
        writer.Write(number);
        writer.Write((byte)order);
        writer.Write(account.Name ?? "");
        writer.Write(account.Number);
        fields?.Invoke(writer);
        if (bytes.Length > OrderChannel.MaxLength) return KeeperReply.Failed(Errno.NoMemory, "The order exceeds the limit.");
        link.Send(bytes.ToArray(), passed);
        try
        {
            return await answer.WaitAsync(Limit).ConfigureAwait(false);
        }
        catch (TimeoutException late)
        {
            throw new KeeperGoneException("The keeper did not answer in time.", late);
        }
    }

    private Link Linked()
    {
        lock (_lock)
        {
            if (_link is { IsOver: false } link) return link;
            _link?.Dispose();
            var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            try
            {
                socket.Connect(new UnixDomainSocketEndPoint(path));
                return _link = new Link(socket);
            }
            catch (SocketException failure)
            {
                socket.Dispose();
                throw new KeeperGoneException($"The keeper at {path} cannot be reached: {failure.Message}.", failure);
            }
        }
    }

    private sealed class Link : IDisposable
    {
        private readonly Socket _socket;
        private readonly OrderChannel _channel;
        private readonly ConcurrentDictionary<int, TaskCompletionSource<KeeperReply>> _waiting = new();
        private int _last;

        internal Link(Socket socket)
        {
            (_socket, _channel) = (socket, new OrderChannel((int)socket.Handle));
            new Thread(Receive) { IsBackground = true, Name = "keeper" }.Start();
        }

        internal bool IsOver { get; private set; }

        internal int Begin(out Task<KeeperReply> answer)
        {
            var number = Interlocked.Increment(ref _last);
            var waiting = new TaskCompletionSource<KeeperReply>(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting[number] = waiting;
            answer = waiting.Task;
            return number;
        }

        internal void Send(byte[] order, int passed)
        {
            if (!_channel.Send(order, passed) || IsOver) End();
        }

        public void Dispose()
        {
            try
            {
                // The thread reads in the kernel: it must be woken before the descriptor goes.
                _socket.Shutdown(SocketShutdown.Both);
            }
            catch (Exception gone) when (gone is SocketException or ObjectDisposedException)
            {
                // It has ended before.
            }
        }

        private void Receive()
        {
            while (_channel.Read(out var descriptors) is { } message)
            {
                var (number, reply) = KeeperReply.Read(message, descriptors.Length > 0 ? descriptors[0] : -1);
                if (_waiting.TryRemove(number, out var waiting)) waiting.TrySetResult(reply);
                else foreach (var descriptor in descriptors) _ = DescriptorCalls.Close(descriptor);
            }

            End();
            _socket.Dispose();
        }

        private void End()
        {
            IsOver = true;
            foreach (var (number, waiting) in _waiting)
            {
                _waiting.TryRemove(number, out _);
                waiting.TrySetException(new KeeperGoneException("The keeper has closed the connection."));
            }
        }
    }
}
