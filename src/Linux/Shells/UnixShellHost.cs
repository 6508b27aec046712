using System.Collections.Concurrent;
using Sekimori.Linux.Host;
using Sekimori.Linux.Privileges;
using Sekimori.Linux.Shells.Keeper;
using Sekimori.Linux.Shells.Native;
using Sekimori.Linux.Shells.Processes;

namespace Sekimori.Linux.Shells;

/// <summary>
/// Opens shells on this host. Each is a keeper process (see <see cref="ShellKeeper"/>) with its own session. One spare keeper is kept, so
/// that a client need not wait for the start of a process. One host runs in a process, and one server on a data directory.
/// </summary>
internal sealed class UnixShellHost : IAsyncDisposable
{
    /// <summary>How long a start waits for processes that an earlier run left behind.</summary>
    private static readonly TimeSpan LeftoversLimit = TimeSpan.FromSeconds(10);

    private readonly ShellSettings _settings;
    private readonly ConcurrentDictionary<UnixShell, bool> _shells = new();
    private readonly ConcurrentQueue<Task<KeeperLink>> _spares = new();
    private readonly ShellMeter _meter;
    private readonly MarkNumbers _numbers = new();
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
        // Descendants of a killed keeper become children of this process, which then ends them.
        _ = ProcessCalls.Prctl(ProcessCalls.SetChildSubreaper, 1, 0, 0, 0);
        // The keeper ends what is left of its shells, and keeps none in reserve: it is not known whose it would be.
        if (settings.Privileged is not null) return new UnixShellHost(settings with { Spares = 0 });
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
        if (!DescriptorRoom.Has(DescriptorRoom.OfProcess)) throw new ShellException(ShellFact.NoResources, DescriptorRoom.Refusal);
        var environment = new ShellEnvironment(user, _settings, request);
        var directory = Path.Combine(environment.Home, environment.Expand(request.Directory ?? ""));
        var identity = _settings.Privileged is not null || user.Id == UnixUser.Current.Id
            ? null
            : new UnixIdentity(user.Id, user.Group, [.. user.Groups]);
        var link = _settings.Privileged is { } keeper
            ? await LaunchAsync(keeper, new KeeperAccountName(request.Account, request.AccountNumber)).ConfigureAwait(false)
            : await TakeKeeperAsync(cancellationToken).ConfigureAwait(false);
        // The keeper looks with the user's rights: what the user cannot see does not exist.
        if (!await link.MayEnterAsync(identity, directory).ConfigureAwait(false))
        {
            await link.DisposeAsync().ConfigureAwait(false);
            throw new ShellException(ShellFact.BadDirectory,
                $"The directory '{directory}' does not exist on this host, or '{user.Name}' may not enter it.");
        }

        var shell = new UnixShell(link, _settings, environment, identity, directory, request.HasInput, closed =>
            _shells.TryRemove(closed, out _));
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

    // By default no account gets root's rights: as root a shell runs as the user that the account names, and only a server without rights
    // runs shells as itself. Those can read all that the server can, including its memory and its accounts, so its owner must permit it.
    private UnixUser Choose(string? name)
    {
        var server = UnixUser.Current;
        if (_settings.Privileged is not null)
        {
            return name is null
                ? throw new ShellException(ShellFact.NoUser,
                "This account has no Unix user (as root: sekimori account set … --role ROLE --unix-user NAME).")
                : UnixUser.Find(name) ?? throw new ShellException(
                ShellFact.BadUser, $"The account's Unix user '{name}' does not exist on this host.");
        }

        if (!server.IsRoot && !_settings.TrustOperators) throw new ShellException(ShellFact.NotTrusted, OperatorTrust.Refusal("A shell"));
        if (name is null)
            return server.IsRoot ? throw new ShellException(
                ShellFact.NoUser,
                "The server runs as root and this account has no Unix user (sekimori account add|passwd … --unix-user NAME).") : server;
        var user = UnixUser.Find(name)
            ?? throw new ShellException(ShellFact.BadUser, $"The account's Unix user '{name}' does not exist on this host.");
        return server.IsRoot || user.Id == server.Id
            ? user
            : throw new ShellException(ShellFact.BadUser,
            $"The server runs as '{server.Name}', not as root, and cannot open a shell as '{name}'.");
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
                // This one did not become ready; the next may.
                break;
            }
        }

        return await Launch().ConfigureAwait(false);
    }

    private void AddSpare()
    {
        if (_isClosed == 0 && _spares.Count < _settings.Spares && DescriptorRoom.Has(DescriptorRoom.OfProcess))
            _spares.Enqueue(Task.Run(Launch));
    }

    private async Task<KeeperLink> Launch()
    {
        var number = _numbers.Take();
        try
        {
            var link = await KeeperLink.LaunchAsync(
                socket => Task.FromResult<IShellProcess>(OwnShellProcess.Start(_settings, number, identity: null, socket)),
                _settings.CloseLimit).ConfigureAwait(false);
            _ = link.NothingLeft.ContinueWith(_ => _numbers.Return(number), TaskScheduler.Default);
            return link;
        }
        catch (ShellException)
        {
            _numbers.Return(number);
            throw;
        }
    }

    // The privileged keeper starts the shell's own keeper as the account's user, which it looks up itself.
    private Task<KeeperLink> LaunchAsync(PrivilegedKeeper keeper, KeeperAccountName account) => KeeperLink.LaunchAsync(
        async socket =>
        {
            try
            {
                var reply = await keeper.AskAsync(PrivilegedOrder.StartShell, account, passed: socket).ConfigureAwait(false);
                return reply.Verdict == KeeperVerdict.Done
                    ? new KeeperShellProcess(keeper, account, reply.Value)
                    : throw new ShellException(reply.Verdict == KeeperVerdict.Refused ? ShellFact.BadUser : ShellFact.NoResources,
                    $"The keeper: {reply.Text}");
            }
            catch (KeeperGoneException gone)
            {
                throw new ShellException(ShellFact.NoResources, gone.Message);
            }
        },
        _settings.CloseLimit);

    private static async Task EndSpareAsync(Task<KeeperLink> spare)
    {
        try
        {
            var link = await spare.ConfigureAwait(false);
            await link.DisposeAsync().ConfigureAwait(false);
        }
        catch (ShellException)
        {
            // It never became ready.
        }
    }

    // A killed keeper takes its shell with it, and its processes are ended from here.
    private static async Task CloseWithKeeperAsync(UnixShell shell)
    {
        await shell.Gone.ConfigureAwait(false);
        shell.SeeWhetherOutOfMemory();
        await shell.DisposeAsync().ConfigureAwait(false);
    }
}
