namespace Sekimori.Guard.Admission;

/// <summary>Why a connection was denied or closed.</summary>
internal enum RefusalCause
{
    /// <summary>Nothing was refused.</summary>
    None,

    /// <summary>The peer has as many connections as it may that have neither bound nor logged on.</summary>
    OpeningOfPeer,

    /// <summary>The peer has as many connections as it may without a logon, bound ones included.</summary>
    UnauthenticatedOfPeer,

    /// <summary>The Unix user has as many connections as it may.</summary>
    ConnectionsOfUser,

    /// <summary>The server has as many connections as it may.</summary>
    Connections,

    /// <summary>The door has as many connections as it may.</summary>
    ConnectionsOfDoor,

    /// <summary>Connections that were asked to close have not yet, and keep the descriptors: there is a place in a moment.</summary>
    Closing,

    /// <summary>The peer holds as much memory as it may before a logon.</summary>
    MemoryOfPeer,

    /// <summary>All peers together hold as much memory as they may before a logon.</summary>
    Memory,
}
