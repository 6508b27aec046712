using Sekimori.WsMan.Addressing;
using Sekimori.WsMan.Enumeration;

namespace Sekimori.Gate.Gateway.Terminated;

/// <summary>An open enumeration at a target.</summary>
/// <param name="id">The context that the caller knows it by.</param>
/// <param name="resource">The resource of its Enumerate.</param>
/// <param name="classes">The classes that its Enumerate named: each Pull is evaluated with them.</param>
/// <param name="reachesOthers">True if it may reach classes that it did not name.</param>
/// <param name="session">The session that opened it.</param>
internal sealed class TargetContext(
    Guid id, string resource, IReadOnlyList<string> classes, bool reachesOthers, TerminatedSession session)
{
    /// <summary>The context that the caller knows it by.</summary>
    public Guid Id => id;

    /// <summary>The resource of its Enumerate.</summary>
    public string Resource => resource;

    /// <summary>The classes that its Enumerate named.</summary>
    public IReadOnlyList<string> Classes => classes;

    /// <summary>True if it may reach others.</summary>
    public bool ReachesOthers => reachesOthers;

    /// <summary>The session that opened it.</summary>
    public TerminatedSession Session => session;

    /// <summary>The selectors of its Enumerate.</summary>
    public required IReadOnlyList<Selector> Selectors { get; init; }

    /// <summary>
    /// The context that the target knows it by, empty until the target has named it; it may change with each Pull ([DSP0226] 8.4).
    /// </summary>
    public string Inner { get; set; } = "";

    /// <summary>When it is forgotten.</summary>
    public EnumerationExpiry Expires { get; set; }
}
