using System.Net.Sockets;
using Sekimori.Linux.Privileges;
using Sekimori.Server.Listening;

namespace Sekimori.Gate.Keeping;

/// <summary>The keeper's socket: accepts connections only from processes of the server's user, as identified by the kernel.</summary>
internal sealed class KeeperListener : IDisposable
{
    /// <summary>One server, and another that takes its place while the first one ends.</summary>
    private const int MaxSessions = 4;

    private readonly Socket _socket;
    private readonly KeeperDuties _duties;
    private readonly KeeperWork _work;
    private readonly List<Socket> _open = [];
    private readonly List<Thread> _threads = [];

    private KeeperListener(Socket socket, KeeperDuties duties, KeeperWork work) => (_socket, _duties, _work) = (socket, duties, work);

    /// <summary>Opens the socket; one left by an earlier keeper is replaced.</summary>
    /// <param name="path">Where. Its folder must be root's.</param>
    /// <param name="own">Gives the file to the server's user, so that others cannot even connect.</param>
    /// <param name="duties">The keeper's tasks.</param>
    /// <param name="work">What executes them.</param>
    /// <exception cref="IOException">It cannot be opened.</exception>
    public static KeeperListener Open(string path, Action<string> own, KeeperDuties duties, KeeperWork work)
    {
        File.Delete(path);
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            socket.Bind(new UnixDomainSocketEndPoint(path));
            if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            own(path);
            socket.Listen(MaxSessions);
            return new KeeperListener(socket, duties, work);
        }
        catch (SocketException failure)
        {
            socket.Dispose();
            throw new IOException($"{path}: {failure.Message}", failure);
        }
    }

    /// <summary>Serves until it is disposed of.</summary>
    public void Run()
    {
        while (true)
        {
            Socket peer;
            try
            {
                peer = _socket.Accept();
            }
            catch (SocketException)
            {
                break;
            }
            catch (ObjectDisposedException)
            {
                break;
            }

            Admit(peer);
        }

        List<Thread> left;
        lock (_open)
        {
            foreach (var socket in _open) End(socket);
            left = [.. _threads];
        }

        foreach (var thread in left) thread.Join(TimeSpan.FromSeconds(10));
    }

    /// <summary>Accepts no more connections; <see cref="Run"/> then ends those that are open, with their shells.</summary>
    public void Dispose() => _socket.Dispose();

    private void Admit(Socket peer)
    {
        var known = UnixPeer.Of(peer);
        if (known is not { } from || from.UserId != _duties.ServerUser)
        {
            _duties.Log($"connection denied: not the server's user (user id {known?.UserId}, process {known?.ProcessId})");
            peer.Dispose();
            return;
        }

        lock (_open)
        {
            if (_open.Count >= MaxSessions)
            {
                _duties.Log($"connection of process {from.ProcessId} denied: limit of {MaxSessions} reached");
                peer.Dispose();
                return;
            }

            _duties.Log($"server {from.ProcessId} connected");
            var thread = new Thread(() => Serve(peer, from.ProcessId)) { IsBackground = true, Name = "session" };
            _open.Add(peer);
            _threads.Add(thread);
            thread.Start();
        }
    }

    private static void End(Socket socket)
    {
        try
        {
            socket.Shutdown(SocketShutdown.Both);
        }
        catch (Exception gone) when (gone is SocketException or ObjectDisposedException)
        {
            // It has ended by itself.
        }
    }

    private void Serve(Socket peer, int process)
    {
        new KeeperSession(_duties, _work, peer, process).Run();
        lock (_open)
        {
            _open.Remove(peer);
            _threads.Remove(Thread.CurrentThread);
        }

        _duties.Log($"server {process} has ended, and so have its shells");
    }
}
