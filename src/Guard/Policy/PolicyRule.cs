using System.Net;

namespace Sekimori.Guard.Policy;

/// <summary>
/// One rule as it was written. An empty list is not a condition; what is in one list is "or", the lists together are "and".
/// </summary>
internal sealed record PolicyRule
{
    /// <summary>The rule's name, or "rule 3".</summary>
    public required string Name { get; init; }

    /// <summary>The line of the file.</summary>
    public int Line { get; init; }

    /// <summary>When it is asked.</summary>
    public PolicyPoint At { get; init; } = PolicyPoint.All;

    /// <summary>What it does.</summary>
    public required PolicyAction Action { get; init; }

    /// <summary>The status of a refusal.</summary>
    public uint Status { get; init; } = Verdict.AccessDenied;

    /// <summary>What the audit log holds of it; null leaves it to the policy.</summary>
    public AuditDemand? Audit { get; init; }

    /// <summary>Networks of the client.</summary>
    public IReadOnlyList<IPNetwork> From { get; init; } = [];

    /// <summary>Accounts; "*" matches any characters.</summary>
    public IReadOnlyList<string> Accounts { get; init; } = [];

    /// <summary>Groups.</summary>
    public IReadOnlyList<string> Groups { get; init; } = [];

    /// <summary>Interfaces.</summary>
    public IReadOnlyList<Guid> Interfaces { get; init; } = [];

    /// <summary>Operations, by interface and number; an interface that is not named here matches with all operations.</summary>
    public IReadOnlyList<(Guid Interface, int Opnum)> Operations { get; init; } = [];

    /// <summary>Classes of DCOM activations.</summary>
    public IReadOnlyList<Guid> Clsids { get; init; } = [];

    /// <summary>Resource URIs, with "*".</summary>
    public IReadOnlyList<string> Resources { get; init; } = [];

    /// <summary>Action URIs, with "*".</summary>
    public IReadOnlyList<string> Actions { get; init; } = [];

    /// <summary>CIM classes, with "*".</summary>
    public IReadOnlyList<string> Classes { get; init; } = [];

    /// <summary>Methods, with "*".</summary>
    public IReadOnlyList<string> Methods { get; init; } = [];

    /// <summary>Targets behind the gateway, with "*". A rule without any allows nothing there.</summary>
    public IReadOnlyList<string> Targets { get; init; } = [];

    /// <summary>Ports of the target, first and last.</summary>
    public IReadOnlyList<(int First, int Last)> TargetPorts { get; init; } = [];

    /// <summary>Transports.</summary>
    public IReadOnlyList<Transport> Transports { get; init; } = [];

    /// <summary>Ways to prove who one is.</summary>
    public IReadOnlyList<string> Schemes { get; init; } = [];

    /// <summary>Protection levels.</summary>
    public IReadOnlyList<ProtectionLevel> Levels { get; init; } = [];

    /// <summary>Minutes of the day, the end excluded; an end before the start extends over midnight.</summary>
    public (int Begin, int End)? Hours { get; init; }

    /// <summary>Days of the week.</summary>
    public IReadOnlyList<DayOfWeek> Days { get; init; } = [];

    /// <summary>Calls within a period that one client may make; null for no limit.</summary>
    public (int Count, TimeSpan Per)? Rate { get; init; }

    /// <summary>Calls that one client may have in progress; null for no limit.</summary>
    public int? Concurrent { get; init; }

    /// <summary>Of a rule that asks: the accounts that may approve, with "*"; "group:NAME" is a role.</summary>
    public IReadOnlyList<string> Approvers { get; init; } = [];

    /// <summary>Of a rule that asks: how long an approval lasts at most.</summary>
    public TimeSpan Pass { get; init; } = TimeSpan.FromHours(1);

    /// <summary>True if the rule has no conditions that are unknown at this point: it has no conditions at all.</summary>
    public bool IsUnconditional =>
        From.Count + Accounts.Count + Groups.Count + Interfaces.Count + Operations.Count + Clsids.Count + Resources.Count + Actions.Count
        + Classes.Count + Methods.Count + Targets.Count + TargetPorts.Count + Transports.Count + Schemes.Count + Levels.Count
        + Days.Count == 0 && Hours is null && At == PolicyPoint.All;

    /// <summary>True if the rule allows something, and no target: the gateway needs a rule that names the target.</summary>
    public bool IsForThisHostOnly => Action is PolicyAction.Allow or PolicyAction.Limit or PolicyAction.Ask && Targets.Count == 0;

    /// <summary>True if hour and day match the rule.</summary>
    public bool IsTime(DateTimeOffset time)
    {
        if (Days.Count > 0 && !Days.Contains(time.DayOfWeek)) return false;
        if (Hours is not { } hours) return true;
        var minute = time.Hour * 60 + time.Minute;
        return hours.Begin <= hours.End ? minute >= hours.Begin && minute < hours.End : minute >= hours.Begin || minute < hours.End;
    }
}
