using System.Collections.ObjectModel;
using Sekimori.Security.Accounts;
using Sekimori.WsMan.Shell;

namespace Sekimori.WsMan.Operations;

/// <summary>
/// What a service has beside its objects and settings: tables of winrm/config, which belong to its administrator, and further kinds of
/// shells.
/// </summary>
public sealed record WsManConfiguration
{
    /// <summary>The ports that are listened on; null if nobody says, and they cannot be changed.</summary>
    internal IListenerStore? Listeners { get; init; }

    /// <summary>The mappings of client certificates; null if there are none available.</summary>
    internal IMappingStore? Mappings { get; init; }

    /// <summary>
    /// Open shells of further kinds, by their resource URIs ([MS-WSMV] 3.1.4.1.1). They share quotas and settings with command shells; a
    /// request must name the URI of the shell that it means, which is also what a policy decides about.
    /// </summary>
    public IReadOnlyDictionary<string, IShellHost> Shells { get; init; } = ReadOnlyDictionary<string, IShellHost>.Empty;
}
