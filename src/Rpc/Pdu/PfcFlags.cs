namespace Sekimori.Rpc.Pdu;

/// <summary>pfc_flags of the common header ([C706] 12.6.3.1).</summary>
[Flags]
internal enum PfcFlags : byte
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>PFC_FIRST_FRAG: the first fragment of a call.</summary>
    FirstFragment = 0x01,

    /// <summary>PFC_LAST_FRAG: the last fragment of a call.</summary>
    LastFragment = 0x02,

    /// <summary>PFC_PENDING_CANCEL, on a request: a cancel was pending at the sender.</summary>
    PendingCancel = 0x04,

    /// <summary>
    /// PFC_SUPPORT_HEADER_SIGN, on bind, alter_context and their answers: the sender can sign headers ([MS-RPCE] 2.2.2.3).
    /// </summary>
    SupportHeaderSign = 0x04,

    /// <summary>PFC_CONC_MPX: several calls at once on one connection.</summary>
    ConcurrentMultiplexing = 0x10,

    /// <summary>PFC_DID_NOT_EXECUTE, on a fault: the call did certainly not run.</summary>
    DidNotExecute = 0x20,

    /// <summary>PFC_MAYBE: no answer is wanted.</summary>
    Maybe = 0x40,

    /// <summary>PFC_OBJECT_UUID: an object UUID follows the header of the request.</summary>
    ObjectUuid = 0x80,

    /// <summary>First and last: a PDU of one fragment.</summary>
    Whole = FirstFragment | LastFragment,
}
