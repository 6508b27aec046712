namespace Sekimori.Rpc.Pdu;

/// <summary>PTYPE: what a PDU of the connection-oriented protocol is ([C706] 12.6.4, [MS-RPCE] 2.2.2.10).</summary>
internal enum PduType : byte
{
    /// <summary>A call's arguments, from the client.</summary>
    Request = 0,

    /// <summary>A call's results, from the server.</summary>
    Response = 2,

    /// <summary>A call failed.</summary>
    Fault = 3,

    /// <summary>The first message of a client.</summary>
    Bind = 11,

    /// <summary>The server accepts a bind.</summary>
    BindAck = 12,

    /// <summary>The server rejects a bind.</summary>
    BindNak = 13,

    /// <summary>More presentation or security contexts on a connection that is bound.</summary>
    AlterContext = 14,

    /// <summary>The answer to alter_context.</summary>
    AlterContextResponse = 15,

    /// <summary>rpc_auth_3: the last leg of an authentication with an odd number of legs; it has no answer.</summary>
    Auth3 = 16,

    /// <summary>The server asks the client to disconnect.</summary>
    Shutdown = 17,

    /// <summary>The client needs a call cancelled.</summary>
    Cancel = 18,

    /// <summary>The client has abandoned a call.</summary>
    Orphaned = 19,
}
