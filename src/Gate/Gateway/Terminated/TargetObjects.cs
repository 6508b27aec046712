using System.Collections.Concurrent;
using Sekimori.Guard;
using Sekimori.WsMan.Addressing;
using Sekimori.WsMan.Enumeration;
using Sekimori.WsMan.Faults;
using Sekimori.WsMan.Operations;
using Sekimori.WsMan.Relay;
using Sekimori.WsMan.Shell;

namespace Sekimori.Gate.Gateway.Terminated;

/// <summary>
/// What callers have open at targets: shells, commands, enumerations, each by an id of the gate's own, kept for the caller's identity and
/// the target. What belongs to another caller does not exist. The target itself sees one account only, and would allow all. Thread-safe.
/// </summary>
internal sealed class TargetObjects(TimeProvider clock)
{
    // Commands of one shell that its client did not terminate; MaxProcessesPerShell of Windows is 25.
    private const int MostCommands = 1024;

    // Callers with a stored logon share what the target allows one account at a time, in Windows 1,500 operations ([MS-WSMV] 2.2.4.36
    // MaxConcurrentOperationsPerUser). None of them may take all of it.
    private const int MostContexts = 150;

    private readonly ConcurrentDictionary<(CallerIdentity Owner, TargetHost Target, Guid Id), TargetShell> _shells = new();
    private readonly ConcurrentDictionary<(CallerIdentity Owner, TargetHost Target, Guid Id), TargetContext> _contexts = new();
    private readonly Lock _adding = new();

    /// <summary>How many there are, for metrics and tests.</summary>
    public (int Shells, int Contexts) Count => (_shells.Count, _contexts.Count);

    /// <summary>The shells of one session.</summary>
    public IReadOnlyList<TargetShell> ShellsOf(TerminatedSession session) => [.. _shells.Values.Where(shell => shell.Session == session)];

    /// <summary>The enumerations of one session.</summary>
    public IReadOnlyList<TargetContext> ContextsOf(TerminatedSession session) =>
        [.. _contexts.Select(one => one.Value).Where(context => context.Session == session)];

    /// <summary>The sessions that have anything open.</summary>
    public IReadOnlySet<TerminatedSession> FindSessions() =>
        _shells.Select(one => one.Value.Session).Concat(_contexts.Select(one => one.Value.Session)).ToHashSet();

    /// <summary>The shell with an id of the gate; the fault of the server if it is not there, or another caller's.</summary>
    /// <exception cref="WsManFaultException">There is none.</exception>
    public TargetShell FindShell(TerminatedSession session, string? id, string kind) =>
        TryId(id) is { } known && _shells.TryGetValue(Key(session, known), out var shell)
        && shell.Kind.Equals(kind, StringComparison.OrdinalIgnoreCase)
            ? shell
            : throw new WsManFaultException(Fault.ShellNotFound(id ?? ""));

    /// <summary>The shell that the target knows by this id; null if the caller has none such.</summary>
    public TargetShell? FindByTarget(TerminatedSession session, string targetId) => _shells.Values.FirstOrDefault(shell =>
        shell.Owner == session.Owner && shell.Session.Target == session.Target && SameId(shell.TargetId, targetId));

    /// <summary>Rejects a shell that would be one too many, or has the id of another one of the caller.</summary>
    /// <exception cref="WsManFaultException">So it is.</exception>
    public void Demand(TerminatedSession session, Guid? chosen, WsManSettings settings)
    {
        if (chosen is { } id && _shells.ContainsKey(Key(session, id)))
            throw new WsManFaultException(Fault.AlreadyExists("A shell already has this ShellId."));
        // [MS-WSMV] 2.2.4.36 MaxShellsPerUser: at the target all callers share one number, so each has its own here.
        if (settings.MaxShellsPerUser is > 0 and var most
            && _shells.Values.Count(shell => shell.Owner == session.Owner && shell.Session.Target == session.Target) >= most)
            throw new WsManFaultException(
                Fault.Quota($"Limit reached: the account has {most} shells at this target (MaxShellsPerUser)."));
    }

    /// <summary>A shell was created.</summary>
    /// <exception cref="WsManFaultException">The target gives an id that it has given before.</exception>
    public TargetShell Add(TerminatedSession session, Guid? chosen, string targetId, string kind)
    {
        var shell = new TargetShell(chosen ?? Guid.NewGuid(), targetId, kind, session);
        lock (_adding)
        {
            // A target that gives two callers one shell would let one read what the other does.
            if (_shells.Values.Any(known => known.Session.Target == session.Target && SameId(known.TargetId, targetId))
                || !_shells.TryAdd(Key(session, shell.Id), shell))
                throw new WsManFaultException(Fault.Internal("The target gave the id of a shell that is open already."));
        }
        return shell;
    }

    /// <summary>A shell has ended.</summary>
    public void Remove(TargetShell shell) => _shells.TryRemove(Key(shell.Session, shell.Id), out _);

    /// <summary>A command was started.</summary>
    /// <returns>The id that the caller knows it by.</returns>
    public static Guid AddCommand(TargetShell shell, Guid? chosen, string targetId)
    {
        if (shell.Commands.Count >= MostCommands)
            throw new WsManFaultException(Fault.Quota($"Limit reached: the shell has {MostCommands} commands that were not terminated."));
        var id = chosen ?? Guid.NewGuid();
        return shell.Commands.TryAdd(id, targetId)
            ? id
            : throw new WsManFaultException(Fault.AlreadyExists("A command already has this CommandId."));
    }

    /// <summary>The target's id of a command.</summary>
    /// <exception cref="WsManFaultException">The shell has no such command.</exception>
    public static string FindCommand(TargetShell shell, string id) =>
        TryId(id) is { } known && shell.Commands.TryGetValue(known, out var targetId)
            ? targetId
            : throw new WsManFaultException(Fault.CommandNotFound(id));

    /// <summary>The enumeration of a caller; null if there is none with this context.</summary>
    public TargetContext? FindContext(CallerIdentity owner, TargetHost target, string context, string resource) =>
        TryId(context) is { } id && _contexts.TryGetValue((owner, target, id), out var known)
        && known.Inner.Length > 0 && known.Resource.Equals(resource, StringComparison.OrdinalIgnoreCase) ? known : null;

    /// <summary>
    /// Takes a place for an enumeration, before the target is asked for it. It can be found once <see cref="TargetContext.Inner"/> is
    /// known; if it never is, the place is given back by <see cref="Remove(TargetContext)"/>.
    /// </summary>
    /// <param name="session">The session.</param>
    /// <param name="headers">The headers of the Enumerate.</param>
    /// <param name="body">Its body.</param>
    /// <param name="settings">The limits, and how long it is kept that nobody pulls from.</param>
    /// <exception cref="WsManFaultException">It is one too many, or its Expires cannot be read.</exception>
    public TargetContext Open(TerminatedSession session, RequestHeaders headers, RelayedBody body, WsManSettings settings)
    {
        var asked = (EnumerateBody)body.Read!;
        var opened = new TargetContext(Guid.NewGuid(), headers.ResourceUri, body.Classes, body.ReachesOthers, session)
        {
            Selectors = headers.Selectors, Expires = EnumerationExpiry.Parse(asked.Expires, clock.GetUtcNow(), settings),
        };
        var most = Math.Min(settings.MaxConcurrentOperationsPerUser, MostContexts);
        lock (_adding)
        {
            if (_contexts.Count(one => one.Key.Owner == session.Owner && one.Key.Target == session.Target) >= most)
                throw new WsManFaultException(Fault.Quota($"Limit reached: the account has {most} open enumerations at this target."));
            _contexts[Key(session, opened.Id)] = opened;
        }
        return opened;
    }

    /// <summary>An enumeration is used: it is kept while the target is asked, and as long as one that was not used before.</summary>
    /// <param name="context">The enumeration.</param>
    /// <param name="body">The request.</param>
    /// <param name="action">Its action.</param>
    /// <param name="within">How long the target may take.</param>
    /// <param name="settings">The settings.</param>
    /// <exception cref="WsManFaultException">The Expires of a Renew cannot be read.</exception>
    public void Keep(TargetContext context, PullBody body, string action, TimeSpan within, WsManSettings settings)
    {
        var now = clock.GetUtcNow();
        if (action == Actions.Renew)
            context.Expires = EnumerationExpiry.Parse(body.Expires, now, settings);
        else if (action == Actions.Pull)
            context.Expires = context.Expires.AfterPull(now + within, settings);
    }

    /// <summary>An enumeration has ended.</summary>
    public void Remove(TargetContext context) => _contexts.TryRemove(Key(context.Session, context.Id), out _);

    /// <summary>
    /// Forgets the enumerations that nobody pulled from for long, and what came into a session after it had been closed. What a session has
    /// when it ends is not for this: it is ended at the target first.
    /// </summary>
    /// <returns>The shells that came too late: they are open at the target.</returns>
    public IReadOnlyList<TargetShell> Sweep(DateTimeOffset now)
    {
        foreach (var (key, context) in _contexts)
            if (context.Expires.At < now || context.Session.IsClosed) _contexts.TryRemove(key, out _);
        return [.. _shells.Where(one => one.Value.Session.IsClosed && _shells.TryRemove(one)).Select(one => one.Value)];
    }

    private static (CallerIdentity Owner, TargetHost Target, Guid Id) Key(TerminatedSession session, Guid id) =>
        (session.Owner, session.Target, id);

    private static Guid? TryId(string? text)
    {
        try
        {
            return ShellBody.ReadId(text);
        }
        catch (WsManFaultException)
        {
            return null;
        }
    }

    private static bool SameId(string one, string other) => one.Trim().Equals(other.Trim(), StringComparison.OrdinalIgnoreCase);
}
