using System.Collections.Concurrent;
using Sekimori.Guard;
using Sekimori.WsMan.Faults;
using Sekimori.WsMan.Operations;

namespace Sekimori.WsMan.Shell;

/// <summary>The shells that are open, within the quotas ([MS-WSMV] 2.2.4.42).</summary>
internal sealed class ShellTable
{
    private readonly ConcurrentDictionary<Guid, OpenShell> _shells = [];
    private readonly Dictionary<CallerIdentity, int> _perOwner = [];
    private readonly Lock _lock = new();

    /// <summary>How many are open.</summary>
    public int Count => _shells.Count;

    /// <summary>All of them.</summary>
    public IEnumerable<OpenShell> All => _shells.Values;

    /// <summary>Reserves a place for one more shell of an account, before it is opened.</summary>
    /// <exception cref="WsManFaultException">There is none.</exception>
    public void Reserve(CallerIdentity owner, WsManSettings settings)
    {
        lock (_lock)
        {
            var own = _perOwner.GetValueOrDefault(owner);
            if (settings.MaxShellsPerUser > 0 && own >= settings.MaxShellsPerUser)
                throw new WsManFaultException(
                    Fault.Quota($"Limit reached: the account has {settings.MaxShellsPerUser} open shells (MaxShellsPerUser).",
                    WsManErrors.QuotaMaxShells));
            if (own == 0 && _perOwner.Count >= settings.MaxConcurrentUsers)
                throw new WsManFaultException(
                    Fault.Quota($"Limit reached: {settings.MaxConcurrentUsers} accounts have open shells (MaxConcurrentUsers).",
                    WsManErrors.QuotaMaxShellUsers));
            _perOwner[owner] = own + 1;
        }
    }

    /// <summary>Gives a place back.</summary>
    public void Release(CallerIdentity owner)
    {
        lock (_lock)
        {
            var left = _perOwner.GetValueOrDefault(owner) - 1;
            if (left > 0) _perOwner[owner] = left;
            else _perOwner.Remove(owner);
        }
    }

    /// <summary>Keeps an open shell; false if one has its identity.</summary>
    public bool TryAdd(OpenShell shell) => _shells.TryAdd(shell.Id, shell);

    /// <summary>True if a shell has this identity.</summary>
    public bool Contains(Guid id) => _shells.ContainsKey(id);

    /// <summary>A caller's shells.</summary>
    public IEnumerable<OpenShell> Of(Caller caller) => All.Where(shell => shell.Owner.Identity == caller.Identity);

    /// <summary>Finds a caller's shell. Another caller's shell appears not to exist.</summary>
    /// <exception cref="WsManFaultException">There is none.</exception>
    public OpenShell Find(string? id, Caller caller)
    {
        var text = id.AsSpan().Trim();
        if (text.StartsWith("uuid:", StringComparison.OrdinalIgnoreCase)) text = text[5..];
        return Guid.TryParse(text, out var guid) && _shells.TryGetValue(guid, out var shell)
            && shell.Owner.Identity == caller.Identity
            ? shell
            : throw new WsManFaultException(Fault.ShellNotFound(id ?? ""));
    }

    /// <summary>Closes a shell.</summary>
    public async ValueTask CloseAsync(OpenShell shell)
    {
        if (!_shells.TryRemove(new KeyValuePair<Guid, OpenShell>(shell.Id, shell))) return;
        try
        {
            await shell.DisposeAsync().ConfigureAwait(false);
        }
        finally
        {
            // The place is free once the processes have ended, not before.
            Release(shell.Owner.Identity);
        }
    }
}
