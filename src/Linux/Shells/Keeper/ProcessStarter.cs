using System.Net.Sockets;
using Sekimori.Linux.Shells.Native;
using Sekimori.Linux.Shells.Processes;

namespace Sekimori.Linux.Shells.Keeper;

/// <summary>
/// A process that starts one program as a user and ends: it has become that user before it looks for directory and program. Whoever starts
/// it never has the user's number itself, so that the user can signal only this.
/// </summary>
internal static class ProcessStarter
{
    /// <summary>The word in place of a mark.</summary>
    internal const string Argument = "start";

    /// <summary>A starter is ready within a second on a busy machine. A directory of the user's own file system may never answer.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    /// <summary>Starts the program that the message on descriptor 0 names, and answers with its number or an error's.</summary>
    /// <returns>The exit code: 0 if it had a task.</returns>
    internal static int Run()
    {
        var channel = new KeeperChannel(0);
        if (channel.Read(out _) is not { } order) return 2;
        KeeperSetting.PrepareForPrograms();
        using var reader = new BinaryReader(new MemoryStream(order));
        var error = UserProcess.Read(reader).Spawn(out var process);
        channel.Write(error == 0 ? KeeperNews.Started : KeeperNews.Failed, 0, error == 0 ? process : error);
        return 0;
    }

    /// <summary>Has a program started in this way.</summary>
    /// <param name="command">The program that becomes the starter.</param>
    /// <param name="request">What to start, and as which user.</param>
    /// <param name="ready">Is given the starter's process before it starts anything.</param>
    /// <param name="process">The program's number; it becomes a child of this process, if this is a sub-reaper.</param>
    /// <returns>0, or the error's number.</returns>
    internal static int Start(IReadOnlyList<string> command, UserProcess request, Action<int> ready, out int process)
    {
        process = 0;
        var (ours, theirs) = KeeperLink.Pair();
        using var socket = new Socket(new SafeSocketHandle(ours, ownsHandle: true))
        {
            ReceiveTimeout = (int)Limit.TotalMilliseconds, SendTimeout = (int)Limit.TotalMilliseconds
        };
        string[] arguments = [.. command, ShellKeeper.Argument, Argument, request.Identity!.ToWord()];
        var error = Spawner.Start(arguments[0], arguments, KeeperEnvironment.Lines(), "/", [theirs, -1, -1], ownSession: true,
            out var starter);
        _ = DescriptorCalls.Close(theirs);
        if (error != 0) return error;
        try
        {
            ready(starter);
            return Ask(socket, request, out process);
        }
        catch (SocketException)
        {
            // It did not become its user, or did not return.
            return Errno.Access;
        }
        finally
        {
            if (process == 0) _ = ProcessCalls.Kill(starter, ProcessSignal.Kill);
            ChildProcess.Collect(starter, TimeSpan.FromSeconds(5));
        }
    }

    private static int Ask(Socket socket, UserProcess request, out int process)
    {
        process = 0;
        using var order = new MemoryStream();
        using (var writer = new BinaryWriter(order, System.Text.Encoding.UTF8, leaveOpen: true))
        {
            writer.Write(0);
            request.Write(writer);
        }

        var bytes = order.ToArray();
        BitConverter.TryWriteBytes(bytes, bytes.Length - 4);
        for (var sent = 0; sent < bytes.Length;) sent += socket.Send(bytes.AsSpan(sent));
        Span<byte> answer = stackalloc byte[9];
        for (var have = 0; have < answer.Length;)
        {
            if (socket.Receive(answer[have..]) is not (> 0 and var read)) return Errno.Access;
            have += read;
        }

        var value = BitConverter.ToInt32(answer[5..]);
        if ((KeeperNews)answer[0] != KeeperNews.Started) return value;
        process = value;
        return 0;
    }
}
