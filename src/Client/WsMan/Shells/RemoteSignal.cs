namespace Sekimori.Client.WsMan.Shells;

/// <summary>Signals to a remote command ([MS-WSMV] 2.2.5.6).</summary>
public enum RemoteSignal
{
    /// <summary>Control-C: interrupt it.</summary>
    Interrupt,

    /// <summary>Control-Break.</summary>
    Break,

    /// <summary>End it, and forget it.</summary>
    Terminate,
}
