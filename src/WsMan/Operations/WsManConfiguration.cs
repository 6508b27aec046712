using Sekimori.Security.Accounts;

namespace Sekimori.WsMan.Operations;

/// <summary>What winrm/config shows beside the settings: tables that belong to the administrator of the service.</summary>
public sealed record WsManConfiguration
{
    /// <summary>The ports that are listened on; null if nobody says, and they cannot be changed.</summary>
    public IListenerStore? Listeners { get; init; }

    /// <summary>The mappings of client certificates; null if there are none available.</summary>
    public IMappingStore? Mappings { get; init; }
}
