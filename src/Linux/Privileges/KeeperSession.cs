using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Sockets;
using Sekimori.Linux.Shells.Keeper;
using Sekimori.Linux.Shells.Processes;

namespace Sekimori.Linux.Privileges;

/// <summary>
/// One server's connection, as its keeper sees it. What the server says is taken as the word of a caller who may have been broken into:
/// each order is looked up in the keeper's own file, and does no more than some account of that file may have done. The shells end with the
/// connection.
/// </summary>
internal sealed class KeeperSession
{
    /// <summary>A busy server opens some tens of shells a second; faster callers wait.</summary>
    private const int OrdersPerSecond = 200;

    /// <summary>Orders that are carried out at a time: some wait for systemd or for processes to end.</summary>
    private const int MaxAtOnce = 32;

    private readonly KeeperDuties _duties;
    private readonly KeeperWork _work;
    private readonly int _server;
    private readonly Socket _socket;
    private readonly OrderChannel _channel;
    private readonly SemaphoreSlim _places = new(MaxAtOnce);
    private readonly ConcurrentDictionary<int, KeeperShell> _shells = new();

    /// <summary>Takes over a connection.</summary>
    /// <param name="duties">The tasks of this keeper.</param>
    /// <param name="work">What all of its sessions share.</param>
    /// <param name="socket">The connection, from a process of <see cref="KeeperDuties.ServerUser"/>; closed at its end.</param>
    /// <param name="server">That process.</param>
    public KeeperSession(KeeperDuties duties, KeeperWork work, Socket socket, int server) =>
        (_duties, _work, _socket, _server, _channel) = (duties, work, socket, server, new OrderChannel((int)socket.Handle));

    /// <summary>Carries out orders until the connection ends, then ends its shells.</summary>
    public void Run()
    {
        var (begun, count) = (Stopwatch.GetTimestamp(), 0);
        while (_channel.Read(out var descriptors) is { } message)
        {
            if (Stopwatch.GetElapsedTime(begun) is var elapsed && elapsed > TimeSpan.FromSeconds(1))
                (begun, count) = (Stopwatch.GetTimestamp(), 0);
            else if (++count > OrdersPerSecond) Thread.Sleep(TimeSpan.FromSeconds(1) - elapsed);
            _places.Wait();
            _ = Task.Run(() => ObeyAsync(message, descriptors));
        }

        Task.WaitAll(_shells.Keys.Select(EndAsync));
        // Those that were being started when the connection ended.
        for (var free = 0; free < MaxAtOnce; free++) _places.Wait();
        Task.WaitAll(_shells.Keys.Select(EndAsync));
        _socket.Dispose();
    }

    private async Task ObeyAsync(byte[] message, int[] descriptors)
    {
        var number = 0;
        var reply = KeeperReply.Refused("no such order");
        try
        {
            using var reader = new BinaryReader(new MemoryStream(message));
            number = reader.ReadInt32();
            var (order, name) = ((PrivilegedOrder)reader.ReadByte(), new KeeperAccountName(reader.ReadString(), reader.ReadInt64()));
            reply = await AnswerAsync(order, name, reader, descriptors).ConfigureAwait(false);
            Log(order, name, reply);
        }
        catch (Exception wrong)
            when (wrong is IOException or InvalidDataException or FormatException or ArgumentException or UnauthorizedAccessException
            or SocketException)
        {
            reply = KeeperReply.Failed(0, wrong.Message);
            _duties.Log($"order {number} of server {_server} failed: {wrong.Message}");
        }
        finally
        {
            KeeperChannel.CloseAll(descriptors);
            _channel.Send(reply.ToBytes(number), reply.Descriptor);
            if (reply.Descriptor >= 0) KeeperChannel.CloseAll([reply.Descriptor]);
            _places.Release();
        }
    }

    private async Task<KeeperReply> AnswerAsync(PrivilegedOrder order, KeeperAccountName name, BinaryReader reader, int[] descriptors)
    {
        switch (order)
        {
            // For the server itself: no account is needed to end what it has started, or to bind what the keeper's settings name.
            case PrivilegedOrder.EndShell:
                await EndAsync(reader.ReadInt32()).ConfigureAwait(false);
                return KeeperReply.Done();
            case PrivilegedOrder.LimitShell:
                if (_shells.TryGetValue(reader.ReadInt32(), out var limited))
                    limited.Process.LimitMemory(reader.ReadInt64() is > 0 and var bytes ? bytes : null);
                return KeeperReply.Done();
            case PrivilegedOrder.RanOutOfMemory:
                return KeeperReply.Done(_shells.TryGetValue(reader.ReadInt32(), out var asked) && asked.Process.RanOutOfMemory() ? 1 : 0);
            case PrivilegedOrder.Bind:
                return _work.Bind(reader.ReadString(), reader.ReadInt32());
            default:
                if (_duties.Find(name) is not { } account)
                    return KeeperReply.Refused($"unknown account {name} (as root: sekimori account set NAME --role ROLE --unix-user NAME)");
                if (!account.Enabled) return KeeperReply.Refused($"the account \"{account.Name}\" is disabled");
                return order == PrivilegedOrder.StartShell
                    ? StartShell(account, descriptors)
                    : await _work.DoAsync(order, account, _server, reader).ConfigureAwait(false);
        }
    }

    private KeeperReply StartShell(KeeperAccount account, int[] descriptors)
    {
        if (_work.UserOf(account, out var user) is { } refusal) return KeeperReply.Refused(refusal);
        if (descriptors.Length != 1) return KeeperReply.Refused("a shell needs a connection");
        if (_shells.Values.Count(shell => shell.Account == account.Number) >= _duties.MaxShells)
            return KeeperReply.Refused($"limit reached: the account has {_duties.MaxShells} open shells");
        var number = 0;
        try
        {
            number = _work.Numbers.Take();
            var process = OwnShellProcess.Start(
                _duties.Shells, number, new UnixIdentity(user!.Id, user.Group, [.. user.Groups]), descriptors[0]);
            _shells[process.Id] = new KeeperShell(account.Number, process, number);
            return KeeperReply.Done(process.Id, user.Name);
        }
        catch (Shells.ShellException failure)
        {
            _work.Numbers.Return(number);
            return KeeperReply.Failed(0, failure.Message);
        }
    }

    private async Task EndAsync(int process)
    {
        if (!_shells.TryGetValue(process, out var shell)) return;
        await shell.EndAsync().ConfigureAwait(false);
        if (_shells.TryRemove(process, out _)) _work.Numbers.Return(shell.Number);
    }

    private void Log(PrivilegedOrder order, KeeperAccountName account, KeeperReply reply) => _duties.Log(
        $"{order} account={account} server={_server} verdict={reply.Verdict} " +
        $"{(reply.Verdict == KeeperVerdict.Done ? $"value={reply.Value}" : $"reason={reply.Text}")}");

    private sealed class KeeperShell(long account, OwnShellProcess process, int number)
    {
        private readonly Lazy<Task> _end = new(() => process.EndAsync(ChildProcess.WaitForEnd(process.Id, TimeSpan.FromSeconds(3))));

        internal long Account => account;

        internal OwnShellProcess Process => process;

        internal int Number => number;

        internal Task EndAsync() => _end.Value;
    }
}
