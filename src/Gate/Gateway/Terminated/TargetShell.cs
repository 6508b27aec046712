using System.Collections.Concurrent;
using Sekimori.Guard;
using Sekimori.WsMan.Shell;

namespace Sekimori.Gate.Gateway.Terminated;

/// <summary>A shell at a target.</summary>
/// <param name="id">The id that the caller knows it by.</param>
/// <param name="targetId">The id that the target knows it by.</param>
/// <param name="kind">Its resource URI.</param>
/// <param name="session">The session that opened it.</param>
internal sealed class TargetShell(Guid id, string targetId, string kind, TerminatedSession session)
{
    /// <summary>The id that the caller knows it by.</summary>
    public Guid Id => id;

    /// <summary>The same as it is written.</summary>
    public string IdText { get; } = ShellNames.Format(id);

    /// <summary>The id that the target knows it by.</summary>
    public string TargetId => targetId;

    /// <summary>Its resource URI.</summary>
    public string Kind => kind;

    /// <summary>The session that opened it.</summary>
    public TerminatedSession Session => session;

    /// <summary>Whose it is.</summary>
    public CallerIdentity Owner => session.Owner;

    /// <summary>Its recording; null if it is not recorded.</summary>
    public ShellRecording? Recording { get; set; }

    /// <summary>Its commands: the id for the caller, and the one of the target.</summary>
    public ConcurrentDictionary<Guid, string> Commands { get; } = new();
}
