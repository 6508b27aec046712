using System.Net;

namespace Sekimori.Guard.Policy;

/// <summary>One line of RPC firewall's configuration, or the combination of two lines. A null condition accepts everything.</summary>
internal sealed record FirewallRule
{
    /// <summary>The lines of the file that it comes from: one, or one of each layer.</summary>
    public required IReadOnlyList<int> Lines { get; init; }

    /// <summary>True if the call passes.</summary>
    public bool Allows { get; init; } = true;

    /// <summary>Whether the call is recorded; null if the line does not say.</summary>
    public bool? Audits { get; init; }

    /// <summary>The interface.</summary>
    public Guid? Interface { get; init; }

    /// <summary>The operation.</summary>
    public int? Opnum { get; init; }

    /// <summary>The network of the client.</summary>
    public IPNetwork? From { get; init; }

    /// <summary>The transports, in one order, by the names of a policy.</summary>
    public string? Transports { get; init; }

    /// <summary>The group, as the list of a policy.</summary>
    public string? Group { get; init; }

    /// <summary>
    /// What holds where both hold, with the verdict of two layers: a call passes where both let it pass. Null if no call meets both.
    /// </summary>
    /// <exception cref="InvalidOperationException">A policy rule cannot express it: two groups at once.</exception>
    public FirewallRule? Meet(FirewallRule other)
    {
        if (IsApart(Interface, other.Interface) || IsApart(Opnum, other.Opnum)) return null;
        var from = From ?? other.From;
        if (From is { } mine && other.From is { } theirs)
        {
            if (!Holds(mine, theirs) && !Holds(theirs, mine)) return null;
            from = Holds(mine, theirs) ? theirs : mine;
        }
        var transports = Transports ?? other.Transports;
        if (Transports is not null && other.Transports is { } list)
        {
            transports = string.Join(", ", Transports.Split(", ").Intersect(list.Split(", ")));
            if (transports.Length == 0) return null;
        }
        if (Group is not null && other.Group is not null && Group != other.Group) throw new InvalidOperationException("two groups at once");
        return new()
        {
            Lines = [.. Lines.Union(other.Lines).Order()], Allows = Allows && other.Allows, Interface = Interface ?? other.Interface,
            Opnum = Opnum ?? other.Opnum, From = from,
            Transports = transports, Group = Group ?? other.Group, Audits = Audits == true || other.Audits == true ? true
                : Audits is null || other.Audits is null ? null : false,
        };
    }

    /// <summary>True if this rule matches everything that the other matches.</summary>
    public bool Covers(FirewallRule other) =>
        (Interface is null || Interface == other.Interface) && (Opnum is null || Opnum == other.Opnum)
        && (Group is null || Group == other.Group)
        && (From is not { } mine || (other.From is { } theirs && Holds(mine, theirs)))
        && (Transports is null || (other.Transports is { } list && list.Split(", ").All(Transports.Split(", ").Contains)));

    private static bool IsApart<T>(T? one, T? other) where T : struct => one is { } left && other is { } right && !left.Equals(right);

    private static bool Holds(IPNetwork outer, IPNetwork inner) =>
        outer.PrefixLength <= inner.PrefixLength && outer.Contains(inner.BaseAddress);
}
