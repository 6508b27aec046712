namespace Sekimori.Rpc.Association;

/// <summary>The state of a client's association.</summary>
internal enum ClientState
{
    /// <summary>Nothing has been sent.</summary>
    Fresh,

    /// <summary>The bind waits for its answer.</summary>
    Binding,

    /// <summary>Calls are possible.</summary>
    Bound,

    /// <summary>Bound, and an alter_context waits for its answer.</summary>
    Altering,
}
