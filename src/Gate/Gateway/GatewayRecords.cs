using System.Globalization;
using Sekimori.Gate.Guarding;
using Sekimori.Guard;
using Sekimori.Guard.Policy;
using Sekimori.Observations;
using Sekimori.Security;

namespace Sekimori.Gate.Gateway;

/// <summary>Sessions as observations: what the audit log and the Sigma rules see of them.</summary>
internal static class GatewayRecords
{
    /// <summary>The rule of a refusal for a host or port that is not listed.</summary>
    public static readonly PolicyRule NoTarget = new() { Name = "no such target", Action = PolicyAction.Deny };

    /// <summary>The rule of a refusal for an account without a role (invariant 5 of ARCHITECTURE.md).</summary>
    public static readonly PolicyRule NoRole = new() { Name = "no role", Action = PolicyAction.Deny };

    /// <summary>The rule of a refusal at an outer address from which nobody has logged on.</summary>
    public static readonly PolicyRule NoLogon = new() { Name = "no logon at the gate", Action = PolicyAction.Deny };

    /// <summary>The rule of a refusal at a port that the target's mapper has not named to this client in the last minute.</summary>
    public static readonly PolicyRule NotNamed = new() { Name = "not named by the endpoint mapper", Action = PolicyAction.Deny };

    /// <summary>The rule of a refusal for a caller whose logon does not let the gate act in its name.</summary>
    /// <param name="why">Why: the log of denials has one line for it.</param>
    public static PolicyRule NotDelegated(string why) => new() { Name = $"no delegation: {why}", Action = PolicyAction.Deny };

    /// <summary>A connection at an outer address that is closed without an answer.</summary>
    public static Observation NotOpen(DateTimeOffset now, GuardedConnection at, TargetHost target)
    {
        var facts = new FactSet();
        facts.Add(Fact.TargetName, target.Name);
        return new()
        {
            Time = now, Source = ObservationSource.Gateway, Kind = ObservationKind.Connect, Client = at.Client, Server = at.Server,
            Transport = at.Transport, Facts = facts,
        };
    }

    /// <summary>Ports that the target has named to a client, and that are open to it now.</summary>
    public static Observation Named(DateTimeOffset now, GatewaySession session, IReadOnlyList<int> ports)
    {
        var facts = new FactSet();
        facts.Add(Fact.Name, "opened ports");
        facts.Add(Fact.Session, session.Id);
        facts.Add(Fact.TargetName, session.Target.Name);
        foreach (var port in ports) facts.Add(Fact.Binding, $"tcp:{Number(port)}");
        return Make(now, session.At, session.Caller, Endpoint.From(session.Remote), facts, 200, 0, default);
    }

    /// <summary>A logon at the gate.</summary>
    public static Observation Logon(
        DateTimeOffset now, GuardedConnection at, Caller caller, LogonClaim? claim, string? session, string? target)
    {
        var seen = Logons.Observe(now, at, caller, claim);
        if (session is not null) seen.Facts.Add(Fact.Session, session);
        if (target is not null) seen.Facts.Add(Fact.TargetName, target);
        return seen;
    }

    /// <summary>A request that opens no session.</summary>
    /// <param name="now">When.</param>
    /// <param name="at">The connection.</param>
    /// <param name="caller">The caller.</param>
    /// <param name="id">The session's id.</param>
    /// <param name="asked">Host and port as sent.</param>
    /// <param name="target">The target; null if there is none.</param>
    /// <param name="status">The HTTP status of the answer.</param>
    /// <param name="why">Why, in words.</param>
    public static Observation Refused(
        DateTimeOffset now, GuardedConnection at, Caller caller, string id, string asked, TargetHost? target, int status, string why)
    {
        var facts = new FactSet();
        facts.Add(Fact.Name, "refused");
        facts.Add(Fact.Session, id);
        if (target is not null) facts.Add(Fact.TargetName, target.Name);
        facts.Add(Fact.Asked, asked);
        facts.Add(Fact.Text, why);
        return Make(now, at, caller, at.Server, facts, status, 0, default);
    }

    /// <summary>A session, when it is opened (status -1 becomes 200) or has ended.</summary>
    public static Observation Of(DateTimeOffset now, GatewaySession session, string what, string? why)
    {
        var facts = new FactSet();
        facts.Add(Fact.Name, what);
        facts.Add(Fact.Session, session.Id);
        facts.Add(Fact.TargetName, session.Target.Name);
        if (session.Source is { } source) facts.Add(Fact.SourcePort, Number(source.Port));
        if (session.As is { } identity && why is null) facts.Add(Fact.Text, $"as {identity}");
        if (why is not null)
        {
            facts.Add(Fact.Sent, Number(session.Sent));
            facts.Add(Fact.Received, Number(session.Received));
            facts.Add(Fact.Text, why);
        }
        return Make(now, session.At, session.Caller, Endpoint.From(session.Remote), facts, 200, session.Sent + session.Received,
            why is null ? default : now - session.Begun);
    }

    /// <summary>The recording of a shell: its name, its bytes and their hash so far.</summary>
    public static Observation Recording(DateTimeOffset now, GatewaySession session, string what, string name, long bytes, string sum)
    {
        var facts = new FactSet();
        facts.Add(Fact.Name, what);
        facts.Add(Fact.Session, session.Id);
        facts.Add(Fact.TargetName, session.Target.Name);
        facts.Add(Fact.Object, name);
        facts.Add(Fact.Sha256, sum);
        return Make(now, session.At, session.Caller, Endpoint.From(session.Remote), facts, 200, bytes, default);
    }

    /// <summary>Somebody reads the recordings of a session.</summary>
    public static Observation Reading(DateTimeOffset now, string account, string session, string what)
    {
        var facts = new FactSet();
        facts.Add(Fact.Name, "played");
        facts.Add(Fact.Session, session);
        facts.Add(Fact.Text, what);
        return new()
        {
            Time = now, Source = ObservationSource.Gateway, Kind = ObservationKind.Session, Client = Endpoint.None, Server = Endpoint.None,
            Transport = Transport.Local, Account = account, Facts = facts, Status = 200,
        };
    }

    /// <summary>A session that a killed server has left behind.</summary>
    public static Observation Cut(DateTimeOffset now, SessionNote note)
    {
        var facts = new FactSet();
        facts.Add(Fact.Name, "cut");
        facts.Add(Fact.Session, note.Id);
        facts.Add(Fact.TargetName, note.Target);
        facts.Add(Fact.SourcePort, Number(note.SourcePort));
        facts.Add(Fact.Sent, Number(note.Sent));
        facts.Add(Fact.Received, Number(note.Received));
        facts.Add(Fact.Text, $"the server ended without closing it; bytes as of {note.Noted.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC");
        return new()
        {
            Time = now, Source = ObservationSource.Gateway, Kind = ObservationKind.Session, Client = EndOf(note.Client),
            Server = EndOf(note.Address), Transport = Transport.Https, Account = note.Account, Scheme = note.Scheme,
            Level = ProtectionLevel.Privacy, Facts = facts, Duration = note.Noted - note.Begun, Bytes = note.Sent + note.Received,
        };
    }

    private static Observation Make(DateTimeOffset now, GuardedConnection at, Caller caller, Endpoint server, FactSet facts, long status,
        long bytes, TimeSpan duration) => new()
        {
            Time = now, Source = ObservationSource.Gateway, Kind = ObservationKind.Session, Client = at.Client, Server = server,
            Transport = at.Transport, Account = caller.Account, Groups = RoleGroups.Of(caller), Scheme = Logons.Scheme(caller),
            Level = caller.Level, Facts = facts, Status = status, Bytes = bytes, Duration = duration,
        };

    private static Endpoint EndOf(string text) =>
        System.Net.IPEndPoint.TryParse(text, out var end) ? Endpoint.From(end) : Endpoint.None;

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
}
