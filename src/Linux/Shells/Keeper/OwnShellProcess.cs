using System.Globalization;
using System.Runtime.InteropServices;
using Sekimori.Linux.Shells.Native;
using Sekimori.Linux.Shells.Processes;

namespace Sekimori.Linux.Shells.Keeper;

/// <summary>A shell's process that this process has started.</summary>
internal sealed class OwnShellProcess : IShellProcess
{
    private readonly ShellMark _mark;
    private readonly ShellCgroup? _group;
    private readonly TimeSpan _limit;

    private OwnShellProcess(int id, ShellMark mark, ShellCgroup? group, TimeSpan limit) =>
        (Id, _mark, _group, _limit) = (id, mark, group, limit);

    public int Id { get; }

    /// <summary>Starts it.</summary>
    /// <param name="settings">How shells are kept here.</param>
    /// <param name="number">Which of those that live it is.</param>
    /// <param name="identity">Whom it runs as; null for the user of this process, who then starts each command as another.</param>
    /// <param name="socket">Its connection to the server; the caller closes it.</param>
    /// <exception cref="ShellException"><see cref="ShellFact.NoResources"/>.</exception>
    internal static OwnShellProcess Start(ShellSettings settings, int number, UnixIdentity? identity, int socket)
    {
        var mark = ShellMark.Of(settings.Instance, number);
        var group = ShellCgroup.TryCreate(settings.Instance, number);
        string[] arguments = [.. settings.KeeperCommand, ShellKeeper.Argument, mark.Value.ToString(CultureInfo.InvariantCulture),
            .. identity is null ? (string[])[] : [identity.ToWord()]];
        var error = Spawner.Start(arguments[0], arguments, KeeperEnvironment.Lines(settings), "/", [socket, -1, -1], ownSession: true,
            out var process);
        if (error == 0)
        {
            group?.Take(process);
            return new OwnShellProcess(process, mark, group, settings.CloseLimit);
        }

        group?.Dispose();
        throw new ShellException(ShellFact.NoResources,
            $"The keeper of a new shell could not be started: {Marshal.GetPInvokeErrorMessage(error)}.");
    }

    public void LimitMemory(long? bytes) => _group?.LimitMemory(bytes);

    public bool RanOutOfMemory() => _group?.RanOutOfMemory() == true;

    public Task EndAsync(bool inTime) => Task.Run(() =>
    {
        _group?.Kill();
        if (!inTime) _ = ProcessCalls.Kill(Id, ProcessSignal.Kill);
        // A keeper that ends by itself knows for certain that no process is below it. If it was killed, its processes are ours now.
        var isClean = ChildProcess.WaitForEnd(Id, _limit);
        if (!isClean) ShellLeftovers.EndOfKeeper(_mark, Id, _limit);
        ChildProcess.Collect(Id, _limit);
        if (!isClean) ChildProcess.CollectOrphans(_mark);
        _group?.Dispose();
    });
}
