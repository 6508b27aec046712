namespace Sekimori.Gate.Settings;

/// <summary>How the gateway passes RPC on to a target that has an outer address.</summary>
internal enum RpcMode : byte
{
    /// <summary>Not at all: RPC clients need the connector.</summary>
    Off,

    /// <summary>PDUs pass untouched; interface and operation are evaluated.</summary>
    Follow,

    /// <summary>RPC ends at the gate, which makes each call anew by its own logon.</summary>
    Terminate,

    /// <summary>WMI ends at the gate, which asks the target by WS-Management.</summary>
    Bridge,
}
