namespace Sekimori.Rpc.Pdu;

/// <summary>p_cont_def_result_t ([C706] 12.6.3.1, [MS-RPCE] 2.2.2.4).</summary>
internal enum ContextOutcome : ushort
{
    /// <summary>The context can be used.</summary>
    Acceptance = 0,

    /// <summary>The server's user rejects it.</summary>
    UserRejection = 1,

    /// <summary>The server's runtime rejects it.</summary>
    ProviderRejection = 2,

    /// <summary>The element negotiated features of the connection.</summary>
    NegotiateAck = 3,
}
