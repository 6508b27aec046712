namespace Sekimori.Rpc.Association;

/// <summary>What a server does with a PDU, by the state that it comes in.</summary>
internal enum MessageRule
{
    /// <summary>It is taken.</summary>
    Process,

    /// <summary>It is answered with a bind_nak, and the connection is closed.</summary>
    Nak,

    /// <summary>It is answered with a fault nca_proto_error that says that nothing ran, and the connection is closed.</summary>
    Fault,

    /// <summary>The connection is closed.</summary>
    Close,
}
