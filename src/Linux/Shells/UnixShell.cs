using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using Sekimori.Linux.Host;
using Sekimori.Linux.Shells.Keeper;
using Sekimori.Linux.Shells.Native;
using Sekimori.Linux.Shells.Processes;

namespace Sekimori.Linux.Shells;

/// <summary>
/// An open shell: a keeper process, and the commands below it. Disposing of it ends every process it started, and all their descendants.
/// </summary>
internal sealed class UnixShell : IAsyncDisposable
{
    private readonly KeeperLink _link;
    private readonly ShellSettings _settings;
    private readonly ShellEnvironment _environment;
    private readonly UnixIdentity? _identity;
    private readonly string _directory;
    private readonly bool _hasInput;
    private readonly ConcurrentDictionary<int, UnixCommand> _commands = new();
    private readonly Action<UnixShell> _closed;
    private readonly TaskCompletionSource _outOfMemory = new();
    private long _memoryLimit;
    private int _lastNumber;
    private int _isClosed;

    internal UnixShell(KeeperLink link, ShellSettings settings, ShellEnvironment environment, UnixIdentity? identity, string directory,
        bool hasInput, Action<UnixShell> closed)
    {
        _link = link;
        _settings = settings;
        _environment = environment;
        _identity = identity;
        _directory = directory;
        _hasInput = hasInput;
        _closed = closed;
    }

    /// <summary>The number of the process that represents the shell.</summary>
    public int ProcessId => _link.Process.Id;

    /// <summary>Completes when the shell has ended, by <see cref="DisposeAsync"/> or because its keeper was killed.</summary>
    public Task Gone => _link.Gone;

    /// <summary>
    /// Completes when the shell is about to be ended because its processes exceed <see cref="MemoryLimit"/>. Its synchronous continuations
    /// run before they are ended.
    /// </summary>
    public Task OutOfMemory => _outOfMemory.Task;

    /// <summary>The limit of memory of its processes together, in octets; null for none. It may be changed at any time.</summary>
    public long? MemoryLimit
    {
        get => Volatile.Read(ref _memoryLimit) is > 0 and var limit ? limit : null;
        set
        {
            Volatile.Write(ref _memoryLimit, value ?? 0);
            _link.Process.LimitMemory(value);
        }
    }

    /// <summary>True once it has had a command: before that there is nothing to measure.</summary>
    internal bool HasStarted => Volatile.Read(ref _lastNumber) > 0;

    /// <summary>The resources of its processes now. Reads the host's table of processes: milliseconds on a busy host.</summary>
    public ShellUsage Measure() => ShellMeter.Measure(ProcessId, long.MaxValue, ProcessTable.Read());

    /// <summary>
    /// Starts a command. If /bin/sh reads it, a missing program is not a failure here: the shell reports it on the error output, and ends
    /// with 127.
    /// </summary>
    /// <exception cref="ShellException">It cannot be started; the exception names the fact.</exception>
    public async Task<UnixCommand> StartAsync(CommandRequest request, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (_isClosed != 0 || Gone.IsCompleted) throw new ShellException(ShellFact.Closed, "The shell is closed.");
        if (!DescriptorRoom.Has(DescriptorRoom.OfProcess)) throw new ShellException(ShellFact.NoResources, DescriptorRoom.Refusal);
        // Commands that shared a mark would end with each other.
        if (Volatile.Read(ref _lastNumber) >= ShellMark.MaxCommands || Interlocked.Increment(ref _lastNumber) is var number
            && number > ShellMark.MaxCommands)
            throw new ShellException(ShellFact.NoResources, "Limit reached: commands of one shell. Open another shell.");
        var pipes = new CommandPipes();
        KeeperTicket ticket;
        int started;
        try
        {
            ticket = await _link.StartAsync(Order(request, number), pipes.Theirs).ConfigureAwait(false);
            started = await ticket.Started.ConfigureAwait(false);
        }
        catch
        {
            pipes.CloseOurs();
            throw;
        }
        finally
        {
            pipes.CloseTheirs();
        }

        if (started <= 0)
        {
            pipes.CloseOurs();
            throw Refusal(-started, request);
        }

        var command = new UnixCommand(_link, ticket, pipes, number, _settings);
        _commands[number] = command;
        if (!_hasInput) await command.WriteAsync(default, end: true, CancellationToken.None).ConfigureAwait(false);
        return command;
    }

    /// <summary>Ends every process of the shell; returns when none is left. May be called at any time, more than once.</summary>
    public async ValueTask DisposeAsync()
    {
        Interlocked.Exchange(ref _isClosed, 1);
        await _link.DisposeAsync().ConfigureAwait(false);
        foreach (var command in _commands.Values) await command.DisposeAsync().ConfigureAwait(false);
        _commands.Clear();
        _closed(this);
    }

    /// <summary>Ends the shell because of the memory of its processes.</summary>
    /// <param name="table">The processes of the host, as they were seen.</param>
    internal void EndForMemory(List<ProcessEntry> table)
    {
        if (!_outOfMemory.TrySetResult()) return;
        // The keeper will look more closely; these would continue filling memory meanwhile.
        foreach (var entry in ProcessTable.DescendantsOf(ProcessId, table)) _ = ProcessSignal.Send(entry, ProcessSignal.Kill);
        _ = DisposeAsync().AsTask();
    }

    /// <summary>The kernel ended processes of its group for need of memory; the keeper may be among them.</summary>
    internal void SeeWhetherOutOfMemory()
    {
        if (_link.Process.RanOutOfMemory()) _outOfMemory.TrySetResult();
    }

    private StartRequest Order(CommandRequest request, int number)
    {
        return new StartRequest
        {
            Number = number,
            Command = request,
            Aliases = _settings.Commands,
            Prelude = _environment.Prelude,
            SearchPath = _environment.Path,
            Environment = _environment.Lines,
            Directory = _directory,
            Identity = _identity,
        };
    }

    private ShellException Refusal(int error, CommandRequest request) => error switch
    {
        Errno.NoProcess => new ShellException(ShellFact.Closed, "The shell has ended."),
        Errno.NoProgram => new ShellException(ShellFact.NoProgram, $"No program {request.Command}."),
        Errno.NoEntry or Errno.Access =>
            new ShellException(ShellFact.BadDirectory,
            $"The command could not be started in '{_directory}': {Marshal.GetPInvokeErrorMessage(error)}."),
        _ => new ShellException(ShellFact.NoResources, $"The command could not be started: {Marshal.GetPInvokeErrorMessage(error)}."),
    };
}
