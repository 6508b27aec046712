namespace Sekimori.Guard.Admission;

/// <summary>Where a connection arrives. Both protocols share the places of one server; each door has its own limit.</summary>
public enum Door
{
    /// <summary>RPC: over TCP and over the local transport.</summary>
    Rpc,

    /// <summary>WS-Management over HTTP.</summary>
    WsMan,
}
