using System.Globalization;
using System.Runtime.InteropServices;
using Sekimori.Linux.Shells.Native;
using Sekimori.Linux.Shells.Processes;

namespace Sekimori.Linux.Shells.Keeper;

/// <summary>
/// The process that represents one shell: the parent of its commands and, as their sub-reaper, of every descendant that loses its own
/// parent, so none escapes. It ends them all when the server tells it to or has ended, and then itself. It is the server's own executable
/// in a hidden mode, like winrshost.exe of Windows' service.
/// </summary>
internal sealed class ShellKeeper
{
    /// <summary>The first argument of the hidden mode.</summary>
    public const string Argument = "--shell-keeper";

    /// <summary>
    /// The end of the wait for processes inside uninterruptible calls; what outlives it is found again by its mark when the server starts
    /// next.
    /// </summary>
    private static readonly TimeSpan EndLimit = TimeSpan.FromSeconds(60);

    private readonly KeeperChannel _channel = new(0);
    private readonly ShellMark _mark;
    private readonly Lock _lock = new();
    private readonly Dictionary<int, int> _processes = [];
    private readonly Dictionary<int, int> _groups = [];
    private readonly ManualResetEventSlim _hasChildren = new();

    private ShellKeeper(ShellMark mark) => _mark = mark;

    /// <summary>How this very program is started again: its executable, or dotnet and its assembly.</summary>
    public static IReadOnlyList<string> ThisProgram
    {
        get
        {
            var path = Environment.ProcessPath
                ?? throw new PlatformNotSupportedException("The system does not report the path of this program.");
            return Path.GetFileNameWithoutExtension(path) == "dotnet"
                ? [path, Path.GetFullPath(Environment.GetCommandLineArgs()[0])]
                : [path];
        }
    }

    /// <summary>
    /// True if a program was started in the hidden mode; its Main then returns <see cref="Run(string[])"/> at once, before anything costly
    /// is loaded.
    /// </summary>
    /// <param name="arguments">Main's own.</param>
    public static bool IsRequested(string[] arguments) => arguments is [Argument, _] or [Argument, _, _];

    /// <summary>Keeps one shell, until the connection on descriptor 0 ends and no process is left.</summary>
    /// <param name="arguments">Main's own.</param>
    /// <returns>The process's exit code: 0 if nothing is left below it, 1 if something outlived every wait, 2 if the arguments are not a
    /// keeper's.</returns>
    public static int Run(string[] arguments)
    {
        if (!IsRequested(arguments)) return 2;
        // Before anything else: what follows is done with that user's rights and no others.
        if (arguments is [_, _, var word] && UnixIdentity.Parse(word)?.Become() is not 0) return 2;
        if (arguments[1] == ProcessStarter.Argument) return ProcessStarter.Run();
        if (!ulong.TryParse(arguments[1], NumberStyles.None, CultureInfo.InvariantCulture, out var mark)) return 2;
        return new ShellKeeper(new ShellMark(mark)).Keep();
    }

    private int Keep()
    {
        var marked = KeeperSetting.Prepare(_mark);
        new Thread(Collect, 256 * 1024) { IsBackground = true, Name = "collect" }.Start();
        _channel.Write(KeeperNews.Ready, Environment.ProcessId, marked ? 1 : 0);
        while (_channel.Read(out var descriptors) is { } order) Obey(order, descriptors);
        var own = Environment.ProcessId;
        var ended = ProcessHunt.End(
            id => id != own && ShellMark.Read(id) is { } mark && mark.IsSameKeeper(_mark), table =>
            ProcessTable.DescendantsOf(own, table), HasNoChild, untilCertain: true, EndLimit);
        return ended ? 0 : 1;
    }

    private void Obey(byte[] order, int[] descriptors)
    {
        using var reader = new BinaryReader(new MemoryStream(order));
        try
        {
            switch ((KeeperOrder)reader.ReadByte())
            {
                case KeeperOrder.Start:
                    Start(StartRequest.Read(reader), descriptors);
                    break;
                case KeeperOrder.Enter:
                    var user = UnixIdentity.Read(reader);
                    _channel.Write(KeeperNews.Entered, 0, UnixIdentity.MayEnter(user, reader.ReadString()) ? 1 : 0);
                    break;
                case KeeperOrder.Signal:
                    Signal(reader.ReadInt32(), reader.ReadInt32());
                    break;
                case KeeperOrder.End:
                    var number = reader.ReadInt32();
                    // Ending the processes may take long, and other commands must not wait for it.
                    new Thread(() => End(number), 256 * 1024) { IsBackground = true, Name = "end" }.Start();
                    break;
                default:
                    break;
            }
        }
        finally
        {
            foreach (var descriptor in descriptors) _ = DescriptorCalls.Close(descriptor);
        }
    }

    private void Start(StartRequest request, int[] descriptors)
    {
        int error, process = 0;
        // Under the lock, so that an end is not collected before the start is known.
        lock (_lock)
        {
            _ = _mark.Command(request.Number).PutOn();
            error = request.Identity is { } identity
                ? StartAs(identity, request, descriptors, out process)
                : Spawn(request, descriptors, out process);
            if (error == 0)
            {
                _processes[process] = request.Number;
                _groups[request.Number] = process;
                _channel.Write(KeeperNews.Started, request.Number, process);
            }
        }

        if (error == 0) _hasChildren.Set();
        else _channel.Write(KeeperNews.Failed, request.Number, error);
    }

    private static int StartAs(UnixIdentity identity, StartRequest request, int[] descriptors, out int process)
    {
        int error = 0, started = 0;
        var thread = new Thread(() => error = identity.BecomeOnThisThread() is not 0 and var failed
            ? failed
            : Spawn(request, descriptors, out started), 512 * 1024);
        thread.Start();
        thread.Join();
        process = started;
        return error;
    }

    private static int Spawn(StartRequest request, int[] descriptors, out int process)
    {
        process = 0;
        var (path, arguments) = request.Resolve();
        return path is null
            ? Errno.NoProgram
            : Spawner.Start(path, arguments, request.Environment, request.Directory, descriptors, ownSession: false, out process);
    }

    private void Signal(int number, int signal)
    {
        // Under the lock: the leader of the group is not collected meanwhile, so its number is still its own.
        lock (_lock)
        {
            if (_groups.TryGetValue(number, out var group)) _ = ProcessCalls.Kill(-group, signal);
        }
    }

    private void End(int number)
    {
        int leader;
        lock (_lock) leader = _groups.GetValueOrDefault(number);
        var mark = _mark.Command(number);
        // The keeper carries the mark of its latest command itself.
        var own = Environment.ProcessId;
        var ended = ProcessHunt.End(
            id => id != own && (id == leader || ShellMark.Read(id) == mark),
            table => leader == 0 ? [] : ProcessTable.DescendantsOf(leader, table),
            // Having no child is the certain answer and, if no other command runs, most often the first.
            HasNoChild,
            untilCertain: false,
            EndLimit);
        _channel.Write(KeeperNews.Ended, number, ended ? 1 : 0);
    }

    // A sub-reaper without a child has no descendant: a process that loses its parent becomes its child.
    private static unsafe bool HasNoChild()
    {
        var info = stackalloc byte[ProcessCalls.SigInfoLength];
        return ProcessCalls.WaitId(ProcessCalls.AllChildren, 0, info,
            ProcessCalls.WaitExited | ProcessCalls.WaitNoWait | ProcessCalls.WaitNoHang) != 0
            && Marshal.GetLastPInvokeError() == Errno.NoChild;
    }

    // Collects every child that ends: the commands' own processes, and the orphans below them.
    private unsafe void Collect()
    {
        var info = stackalloc byte[ProcessCalls.SigInfoLength];
        while (true)
        {
            _hasChildren.Wait();
            if (ProcessCalls.WaitId(ProcessCalls.AllChildren, 0, info, ProcessCalls.WaitExited | ProcessCalls.WaitNoWait) != 0)
            {
                if (Marshal.GetLastPInvokeError() != Errno.NoChild) continue;
                lock (_lock)
                {
                    if (_processes.Count == 0) _hasChildren.Reset();
                }

                continue;
            }

            var (code, process, status) = (*(int*)(info + 8), *(int*)(info + 16), *(int*)(info + 24));
            lock (_lock)
            {
                _ = ProcessCalls.WaitId(ProcessCalls.OneChild, process, info, ProcessCalls.WaitExited);
                if (!_processes.Remove(process, out var number)) continue;
                _groups.Remove(number);
                const int exited = 1;
                _channel.Write(KeeperNews.Exited, number, code == exited ? status : 128 + status);
            }
        }
    }
}
