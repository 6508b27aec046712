using System.Collections.Immutable;
using System.Net;
using Sekimori.WsMan.Operations;

namespace Sekimori.Gate.Listening;

/// <summary>A listener of WS-Management as it is at the start.</summary>
/// <param name="Listener">Its intended settings.</param>
/// <param name="Ends">Its open sockets; empty if it is not enabled or cannot listen.</param>
/// <param name="Failure">Why it cannot be open; null if it is, or is not to be.</param>
internal sealed record PlannedListener(ConfigListener Listener, ImmutableArray<IPEndPoint> Ends, string? Failure = null)
{
    /// <summary>Its name in messages and in winrm-config.json.</summary>
    public static string Name(ConfigListener listener) => $"{listener.Address}+{listener.Transport}";
}
