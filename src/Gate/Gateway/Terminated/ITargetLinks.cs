using System.Net;

namespace Sekimori.Gate.Gateway.Terminated;

/// <summary>The connections of one session with its target. Disposing of it closes them; those in use close after their request.</summary>
internal interface ITargetLinks : IDisposable
{
    /// <summary>Our end of the newest connection, and the target's; null before there is one.</summary>
    (IPEndPoint Source, IPEndPoint Remote)? Ends { get; }

    /// <summary>True while something is open at the target beside the requests under way.</summary>
    bool IsUsed { get; }
}
