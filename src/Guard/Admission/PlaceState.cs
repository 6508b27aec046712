namespace Sekimori.Guard.Admission;

/// <summary>How far a connection has come.</summary>
internal enum PlaceState
{
    /// <summary>It is not served and about to be closed: only its descriptor counts.</summary>
    Passing,

    /// <summary>It has neither bound nor logged on.</summary>
    Opening,

    /// <summary>RPC: it has bound, and there is no logon.</summary>
    Bound,

    /// <summary>A caller has logged on.</summary>
    LoggedOn,

    /// <summary>It was asked to close and has not closed yet.</summary>
    Leaving,

    /// <summary>It is closed.</summary>
    Gone,
}
