namespace Sekimori.Rpc.Association;

/// <summary>How a server handles a PDU, by its state.</summary>
internal enum MessageRule
{
    /// <summary>It is accepted.</summary>
    Process,

    /// <summary>It is answered with a bind_nak, and the connection is closed.</summary>
    Nak,

    /// <summary>It is answered with a fault nca_proto_error, which means that nothing was executed, and the connection is closed.</summary>
    Fault,

    /// <summary>The connection is closed.</summary>
    Close,
}
