using Sekimori.Guard;
using Sekimori.Guard.Policy;
using Sekimori.Observations;
using Sekimori.Security;

namespace Sekimori.Gate.Guarding;

/// <summary>Logons as observations and as questions to the policy, the same at both doors.</summary>
internal static class Logons
{
    /// <summary>How the caller proved its identity; empty if it did not.</summary>
    public static string Scheme(Caller caller) => caller.IsAnonymous ? "" : caller.Scheme;

    /// <summary>A logon that succeeded.</summary>
    public static Observation Observe(DateTimeOffset now, GuardedConnection at, Caller caller, LogonClaim? claim) =>
        Make(now, at, caller.Account, Scheme(caller), caller.Level, claim, 0, RoleGroups.Of(caller));

    /// <summary>A failed logon, under the claimed name.</summary>
    public static Observation Observe(DateTimeOffset now, GuardedConnection at, Refusal? refusal, LogonClaim? claim, long status) =>
        Make(now, at, refusal?.Account ?? claim?.Account ?? "", claim?.Scheme ?? refusal?.Scheme ?? "", ProtectionLevel.None, claim, status,
        [], refusal);

    /// <summary>What the policy is asked once a caller has proved its identity.</summary>
    public static PolicyFacts Ask(GuardedConnection at, Caller caller, DateTimeOffset now) =>
        at.Facts(PolicyPoint.Authenticated, now) with
        {
            Account = caller.Account,
            Identity = caller.Identity,
            Groups = RoleGroups.Of(caller),
            Scheme = Scheme(caller),
            Level = caller.Level
        };

    private static Observation Make(
        DateTimeOffset now, GuardedConnection at, string account, string scheme, ProtectionLevel level, LogonClaim? claim, long status,
        IReadOnlyList<string> groups, Refusal? refusal = null)
    {
        var facts = new FactSet();
        if (claim is not null)
            LogonFacts.Add(facts, claim.Computer, claim.ResponseLength, claim.Realm, claim.Target, claim.HasChannelBindings,
                claim.HasIntegrityCode);
        if (refusal is not null) facts.Add(Fact.Text, refusal.Reason.ToString());
        return new()
        {
            Time = now, Source = at.Source, Kind = ObservationKind.Logon, Client = at.Client, Server = at.Server,
            Transport = at.Transport, Account = account,
            Groups = groups, Scheme = scheme, Level = level, Facts = at.Target is null ? facts : at.With(facts), Status = status,
        };
    }
}
