using System.Collections.Concurrent;
using Sekimori.Guard;
using Sekimori.WsMan.Faults;

namespace Sekimori.WsMan.Shell;

/// <summary>A shell that a client has opened and not yet deleted, with its commands.</summary>
internal sealed class OpenShell(Guid id, Caller owner, ShellBody body, IShell shell, DateTimeOffset created, TimeSpan idleTimeout)
    : IAsyncDisposable
{
    // How long a shell that the host has ended stays, so that its client can learn the reason.
    private static readonly TimeSpan EndedGrace = TimeSpan.FromMinutes(1);

    private volatile CancellationTokenSource _left = new();
    private CancellationTokenSource? _back;
    private Task _dropping = Task.CompletedTask;
    private int _inUse;
    private long _lastUsed = created.UtcTicks;
    private long _endedAt = long.MaxValue;
    private int _disposed;

    /// <summary>Its identity.</summary>
    public Guid Id { get; } = id;

    /// <summary>The identity as it is written: upper case, as Windows has it.</summary>
    public string IdText { get; } = ShellNames.Format(id);

    /// <summary>Its owner, the only one who may use it.</summary>
    public Caller Owner { get; } = owner;

    /// <summary>Its kind: the resource URI by which its client created it.</summary>
    public string Kind { get; init; } = ShellNames.CommandShell;

    /// <summary>How long a reply waits for more output of a command that has only just started to write ([MS-WSMV] 3.1.4.14).</summary>
    public TimeSpan Settling { get; init; }

    /// <summary>The request of the client.</summary>
    public ShellBody Body { get; } = body;

    /// <summary>The host's shell.</summary>
    public IShell Shell { get; } = shell;

    /// <summary>When it was opened.</summary>
    public DateTimeOffset Created { get; } = created;

    /// <summary>How long it may be idle. A client that disconnects may set another time.</summary>
    public TimeSpan IdleTimeout { get; private set; } = idleTimeout;

    /// <summary>Its commands.</summary>
    public ConcurrentDictionary<Guid, OpenCommand> Commands { get; } = [];

    /// <summary>Serializes the check of the quota on commands with the start of one.</summary>
    public SemaphoreSlim Starting { get; } = new(1);

    /// <summary>Cancelled when the shell closes: ends every operation that waits on it.</summary>
    public CancellationTokenSource Closed { get; } = new();

    /// <summary>
    /// Why the host ended it before its client did: what every operation but Delete is answered with from then on. Null while it lives.
    /// </summary>
    public Fault? Ended { get; private set; }

    /// <summary>True if it is of the kind that a resource URI names.</summary>
    public bool IsOf(string resourceUri) => Kind.Equals(resourceUri, StringComparison.OrdinalIgnoreCase);

    /// <summary>The host has ended it.</summary>
    public void End(Fault why, DateTimeOffset now)
    {
        Ended = why;
        Volatile.Write(ref _endedAt, now.UtcTicks);
        // Whoever waits continues elsewhere: the host is about to end the processes.
        _ = Closed.CancelAsync();
    }

    /// <summary>True while no client is connected to it: its commands continue, and their output waits.</summary>
    public bool IsDisconnected => _left.IsCancellationRequested;

    /// <summary>Cancelled when the client disconnects: ends every operation that waits.</summary>
    public CancellationToken Left => _left.Token;

    /// <summary>The requested language.</summary>
    public string? Locale { get; init; }

    /// <summary>The requested language of numbers.</summary>
    public string? DataLocale { get; init; }

    /// <summary>Whether the profile was loaded.</summary>
    public bool ProfileLoaded { get; init; }

    /// <summary>The guard of the request that opened it; null if there is none.</summary>
    public Operations.IRequestGuard? Guard { get; init; }

    /// <summary>True if the client will send input.</summary>
    public bool HasInput => Lists(Body.InputStreams, "stdin");

    /// <summary>True if the client needs this stream: one that it did not list is left out ([MS-WSMV] 3.1.4.14).</summary>
    public bool Wants(ShellStream stream) => Lists(Body.OutputStreams, ShellNames.NameOf(stream));

    /// <summary>How long nobody has used it.</summary>
    public TimeSpan InactiveAt(DateTimeOffset now) =>
        Volatile.Read(ref _inUse) > 0 ? TimeSpan.Zero : TimeSpan.FromTicks(Math.Max(0, now.UtcTicks - Volatile.Read(ref _lastUsed)));

    /// <summary>An operation on the shell starts ([MS-WSMV] 3.1.4.1.31.5: the idle time-out stops).</summary>
    public void BeginUse() => Interlocked.Increment(ref _inUse);

    /// <summary>An operation on the shell has ended: the idle time-out starts again.</summary>
    public void EndUse(DateTimeOffset now)
    {
        Volatile.Write(ref _lastUsed, now.UtcTicks);
        Interlocked.Decrement(ref _inUse);
    }

    /// <summary>Block or Drop: how output is treated while no client is connected. A client that disconnects may set another.</summary>
    public string BufferMode { get; private set; } = body.BufferMode ?? "Block";

    /// <summary>The client leaves it ([MS-WSMV] 3.1.4.15).</summary>
    /// <param name="idleTimeout">How long it is kept; null for as long as before.</param>
    /// <param name="bufferMode">How output is treated meanwhile; null for no change.</param>
    public void Disconnect(TimeSpan? idleTimeout, string? bufferMode)
    {
        IdleTimeout = idleTimeout ?? IdleTimeout;
        BufferMode = bufferMode ?? BufferMode;
        if (IsDisconnected) return;
        _left.Cancel();
        if (BufferMode != "Drop") return;
        _back = new CancellationTokenSource();
        _dropping = Task.WhenAll(Commands.Values.Select(command => command.DropOutputAsync(_back.Token)));
    }

    /// <summary>A client reconnects to it ([MS-WSMV] 3.1.4.16, 3.1.4.17).</summary>
    public async ValueTask ReconnectAsync()
    {
        if (!IsDisconnected) return;
        if (_back is { } back)
        {
            await back.CancelAsync().ConfigureAwait(false);
            await _dropping.ConfigureAwait(false);
            _back = null;
        }
        _left = new CancellationTokenSource();
    }

    /// <summary>True if its time has ended.</summary>
    /// <param name="now">What time it is.</param>
    /// <param name="mostIdle">The setting's idle time-out: if it has become less than the shell's own, it counts.</param>
    public bool IsOver(DateTimeOffset now, TimeSpan mostIdle) =>
        now.UtcTicks - EndedGrace.Ticks > Volatile.Read(ref _endedAt) || InactiveAt(now) > (IdleTimeout < mostIdle ? IdleTimeout : mostIdle)
        || (Body.Lifetime is { } lifetime && lifetime > TimeSpan.Zero && now - Created > lifetime);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0) return;
        await Closed.CancelAsync().ConfigureAwait(false);
        if (_back is { } back) await back.CancelAsync().ConfigureAwait(false);
        foreach (var (_, command) in Commands) await command.DisposeAsync().ConfigureAwait(false);
        await Shell.DisposeAsync().ConfigureAwait(false);
    }

    private static bool Lists(string streams, string name) => streams.Length == 0
        ? name != "stdin"
        : ShellNames.Streams(streams).Contains(name, StringComparer.OrdinalIgnoreCase);
}
