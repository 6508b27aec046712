using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using Sekimori.Linux.Shells.Keeper;
using Sekimori.Linux.Shells.Native;

namespace Sekimori.Linux.Shells;

/// <summary>An open shell: a keeper process, and the commands below it. Disposing of it ends every process it started, and all that came of them.</summary>
public sealed class UnixShell : IAsyncDisposable
{
    private readonly KeeperLink _link;
    private readonly ShellSettings _settings;
    private readonly ShellEnvironment _environment;
    private readonly UnixIdentity? _identity;
    private readonly string _directory;
    private readonly bool _hasInput;
    private readonly ConcurrentDictionary<int, UnixCommand> _commands = new();
    private readonly Action<UnixShell> _closed;
    private int _lastNumber;
    private int _isClosed;

    internal UnixShell(KeeperLink link, ShellSettings settings, ShellEnvironment environment, UnixIdentity? identity, string directory, bool hasInput, Action<UnixShell> closed)
    {
        _link = link;
        _settings = settings;
        _environment = environment;
        _identity = identity;
        _directory = directory;
        _hasInput = hasInput;
        _closed = closed;
    }

    /// <summary>The number of the process that stands for the shell.</summary>
    public int ProcessId => _link.ProcessId;

    /// <summary>Completes when the shell has ended, by <see cref="DisposeAsync"/> or because its keeper was killed.</summary>
    public Task Gone => _link.Gone;

    /// <summary>Starts a command. A program that is not there is no failure of this: the command says so on its error output and ends with 127, as from a shell.</summary>
    /// <exception cref="ShellException">It cannot be started; the exception names the fact.</exception>
    public async Task<UnixCommand> StartAsync(CommandRequest request, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (_isClosed != 0 || Gone.IsCompleted) throw new ShellException(ShellFact.Closed, "The shell is closed.");
        var number = Interlocked.Increment(ref _lastNumber);
        var pipes = new CommandPipes();
        KeeperTicket ticket;
        int started;
        try
        {
            ticket = await _link.StartAsync(Order(request, number), pipes.Theirs).ConfigureAwait(false);
            started = await ticket.Started.ConfigureAwait(false);
        }
        finally
        {
            pipes.CloseTheirs();
        }

        if (started <= 0)
        {
            pipes.CloseOurs();
            throw Refusal(-started);
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

    private StartRequest Order(CommandRequest request, int number)
    {
        var (program, arguments) = CommandLine.Build(request, _settings.Commands, text => CommandLine.Find(text, _environment.Path, _directory) is not null);
        if (CommandLine.Find(program, _environment.Path, _directory) is not { } path)
            (path, arguments) = ("/bin/sh", ["sh", "-c", "printf '%s: not found\\n' \"$1\" >&2; exit 127", "sekimori", program]);
        return new StartRequest { Number = number, Path = path, Arguments = arguments, Environment = _environment.Lines, Directory = _directory, Identity = _identity };
    }

    private ShellException Refusal(int error) => error switch
    {
        Errno.NoProcess => new ShellException(ShellFact.Closed, "The shell has ended."),
        Errno.NoEntry or Errno.Access => new ShellException(ShellFact.BadDirectory, $"The command could not be started in '{_directory}': {Marshal.GetPInvokeErrorMessage(error)}."),
        _ => new ShellException(ShellFact.NoResources, $"The command could not be started: {Marshal.GetPInvokeErrorMessage(error)}."),
    };
}
