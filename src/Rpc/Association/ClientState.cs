namespace Sekimori.Rpc.Association;

/// <summary>Where a client's association stands.</summary>
internal enum ClientState
{
    /// <summary>Nothing has been sent.</summary>
    Fresh,

    /// <summary>The bind waits for its answer.</summary>
    Binding,

    /// <summary>Calls can be made.</summary>
    Bound,

    /// <summary>Bound, and an alter_context waits for its answer.</summary>
    Altering,
}
