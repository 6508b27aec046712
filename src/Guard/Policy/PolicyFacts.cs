using System.Net;

namespace Sekimori.Guard.Policy;

/// <summary>
/// What the policy is asked about. Before <see cref="PolicyPoint.Call"/>, null means "not known yet"; at a call it means "there is none".
/// </summary>
internal readonly record struct PolicyFacts
{
    /// <summary>When it is asked.</summary>
    public required PolicyPoint Point { get; init; }

    /// <summary>The client's address; null on the local transport.</summary>
    public required IPAddress? Address { get; init; }

    /// <summary>How the bytes travel.</summary>
    public required Transport Transport { get; init; }

    /// <summary>The time, for rules that depend on the hour, in the local time that its offset gives.</summary>
    public DateTimeOffset Time { get; init; }

    /// <summary>The account; the empty string for an anonymous caller.</summary>
    public string? Account { get; init; }

    /// <summary>
    /// Who it is, whatever the name: what is approved is for this identity. The default value where nobody has logged on.
    /// </summary>
    public CallerIdentity Identity { get; init; }

    /// <summary>The account's groups.</summary>
    public IReadOnlyList<string>? Groups { get; init; }

    /// <summary>How the caller proved who it is.</summary>
    public string? Scheme { get; init; }

    /// <summary>How far the exchange is protected.</summary>
    public ProtectionLevel? Level { get; init; }

    /// <summary>The interface.</summary>
    public Guid? Interface { get; init; }

    /// <summary>The operation's number.</summary>
    public int? Opnum { get; init; }

    /// <summary>The class of a DCOM activation.</summary>
    public Guid? Clsid { get; init; }

    /// <summary>WS-Management: the resource URI.</summary>
    public string? Resource { get; init; }

    /// <summary>WS-Management: the action URI.</summary>
    public string? Action { get; init; }

    /// <summary>
    /// True for a call whose classes are not known yet: the object manager asks about each of them. What a rule about classes and methods
    /// says is open until then, as everything is before a call.
    /// </summary>
    public bool IsOpen { get; init; }

    /// <summary>The CIM class.</summary>
    public string? Class { get; init; }

    /// <summary>The method.</summary>
    public string? Method { get; init; }

    /// <summary>The name of the target behind the gateway; null where the request is for this host.</summary>
    public string? Target { get; init; }

    /// <summary>The port of the target.</summary>
    public int? TargetPort { get; init; }

    /// <summary>What the connection asked before; null if nothing is kept.</summary>
    public VerdictMemo? Memo { get; init; }

    /// <summary>
    /// True if both ask the same, at whatever time. Each call is compared with the ones before it, so nothing is copied for it, and what
    /// differs most often is compared first.
    /// </summary>
    public static bool AskTheSame(in PolicyFacts left, in PolicyFacts right) =>
        left.Opnum == right.Opnum && left.IsOpen == right.IsOpen && left.Class == right.Class && left.Method == right.Method
        && left.Action == right.Action && left.Resource == right.Resource && left.Account == right.Account && left.Scheme == right.Scheme
        && left.Level == right.Level && left.Interface == right.Interface && left.Clsid == right.Clsid && left.Point == right.Point
        && left.Transport == right.Transport && left.Target == right.Target && left.TargetPort == right.TargetPort
        && left.Identity == right.Identity && Equals(left.Address, right.Address) && ReferenceEquals(left.Groups, right.Groups);
}
