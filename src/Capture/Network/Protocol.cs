namespace Sekimori.Capture.Network;

/// <summary>The protocol of a stream.</summary>
internal enum Protocol : byte
{
    /// <summary>Nothing that is read here.</summary>
    None,

    /// <summary>Too few bytes to decide.</summary>
    NeedMore,

    /// <summary>Connection-oriented DCE/RPC.</summary>
    Rpc,

    /// <summary>SMB in NetBIOS session framing.</summary>
    Smb,

    /// <summary>HTTP with WS-Management on it.</summary>
    Http,
}
