using System.Collections.Concurrent;
using Sekimori.Linux.Shells.Keeper;
using Sekimori.Linux.Shells.Native;

namespace Sekimori.Linux.Shells;

/// <summary>
/// Opens shells on this host. Each is a keeper process (see <see cref="ShellKeeper"/>) with a session of its own. One keeper is kept in reserve, so that a client need not wait for the
/// start of a process. One host runs in a process, and one server on a data directory.
/// </summary>
public sealed class UnixShellHost : IAsyncDisposable
{
    /// <summary>What a start waits for processes that an earlier run left behind.</summary>
    private static readonly TimeSpan LeftoversLimit = TimeSpan.FromSeconds(10);

    private readonly ShellSettings _settings;
    private readonly ConcurrentDictionary<UnixShell, bool> _shells = new();
    private readonly ConcurrentQueue<Task<KeeperLink>> _spares = new();
    private readonly ShellMeter _meter;
    private int _lastSerial;
    private int _isClosed;

    private UnixShellHost(ShellSettings settings)
    {
        _settings = settings;
        _meter = new ShellMeter(() => _shells.Keys);
    }

    /// <summary>How many shells are open.</summary>
    public int Count => _shells.Count;

    /// <summary>Ends what an earlier, killed run of the server left behind, and makes ready for shells.</summary>
    /// <param name="settings">How to keep them.</param>
    public static async Task<UnixShellHost> StartAsync(ShellSettings settings)
    {
        // Descendants of a keeper that is killed come to this process, which then ends them.
        _ = ProcessCalls.Prctl(ProcessCalls.SetChildSubreaper, 1, 0, 0, 0);
        await Task.Run(() => ShellLeftovers.EndAll(settings.Instance, LeftoversLimit)).ConfigureAwait(false);
        var host = new UnixShellHost(settings);
        for (var i = 0; i < settings.Spares; i++) host.AddSpare();
        return host;
    }

    /// <summary>Opens a shell.</summary>
    /// <exception cref="ShellException">It is not opened; the exception names the fact.</exception>
    public async Task<UnixShell> OpenAsync(ShellRequest request, CancellationToken cancellationToken = default)
    {
        if (_isClosed != 0) throw new ShellException(ShellFact.Closed, "The server is stopping.");
        var user = Choose(request.User);
        var environment = new ShellEnvironment(user, _settings, request);
        var directory = Path.Combine(environment.Home, environment.Expand(request.Directory ?? ""));
        if (!Directory.Exists(directory)) throw new ShellException(ShellFact.BadDirectory, $"The directory '{directory}' does not exist on this host.");
        var identity = user.Id == UnixUser.Current.Id ? null : new UnixIdentity(user.Id, user.Group, [.. user.Groups]);
        var link = await TakeKeeperAsync(cancellationToken).ConfigureAwait(false);
        var shell = new UnixShell(link, _settings, environment, identity, directory, request.HasInput, closed => _shells.TryRemove(closed, out _));
        _shells[shell] = true;
        _meter.Wake();
        _ = CloseWithKeeperAsync(shell);
        if (_isClosed == 0 && !cancellationToken.IsCancellationRequested) return shell;
        await shell.DisposeAsync().ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
        throw new ShellException(ShellFact.Closed, "The server is stopping.");
    }

    /// <summary>Ends every shell with all of its processes.</summary>
    public async ValueTask DisposeAsync()
    {
        Interlocked.Exchange(ref _isClosed, 1);
        _meter.Dispose();
        var ends = _shells.Keys.Select(shell => shell.DisposeAsync().AsTask()).ToList();
        while (_spares.TryDequeue(out var spare)) ends.Add(EndSpareAsync(spare));
        await Task.WhenAll(ends).ConfigureAwait(false);
    }

    // Root's rights go to nobody by default: as root a shell runs as the user that the account names, and only a server without rights runs shells as itself.
    private static UnixUser Choose(string? name)
    {
        var server = UnixUser.Current;
        if (name is null)
            return server.IsRoot ? throw new ShellException(ShellFact.NoUser, "The server runs as root and this account names no Unix user (sekimori account add|passwd … --unix-user NAME).") : server;
        var user = UnixUser.Find(name) ?? throw new ShellException(ShellFact.BadUser, $"The account's Unix user '{name}' does not exist on this host.");
        return server.IsRoot || user.Id == server.Id
            ? user
            : throw new ShellException(ShellFact.BadUser, $"The server runs as '{server.Name}', not as root, and cannot open a shell as '{name}'.");
    }

    private async Task<KeeperLink> TakeKeeperAsync(CancellationToken cancellationToken)
    {
        while (_spares.TryDequeue(out var spare))
        {
            AddSpare();
            try
            {
                var link = await spare.WaitAsync(cancellationToken).ConfigureAwait(false);
                if (!link.Gone.IsCompleted) return link;
                await link.DisposeAsync().ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                _ = EndSpareAsync(spare);
                throw;
            }
            catch (ShellException)
            {
                // This one did not come up; the next may.
                break;
            }
        }

        return await Launch().ConfigureAwait(false);
    }

    private void AddSpare()
    {
        if (_isClosed == 0 && _spares.Count < _settings.Spares) _spares.Enqueue(Task.Run(Launch));
    }

    private Task<KeeperLink> Launch() => KeeperLink.LaunchAsync(_settings, Interlocked.Increment(ref _lastSerial));

    private static async Task EndSpareAsync(Task<KeeperLink> spare)
    {
        try
        {
            var link = await spare.ConfigureAwait(false);
            await link.DisposeAsync().ConfigureAwait(false);
        }
        catch (ShellException)
        {
            // It never came up.
        }
    }

    // A keeper that somebody killed takes its shell with it, and its processes are ended from here.
    private static async Task CloseWithKeeperAsync(UnixShell shell)
    {
        await shell.Gone.ConfigureAwait(false);
        shell.SeeWhetherOutOfMemory();
        await shell.DisposeAsync().ConfigureAwait(false);
    }
}
