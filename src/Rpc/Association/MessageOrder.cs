using Sekimori.Rpc.Pdu;

namespace Sekimori.Rpc.Association;

/// <summary>
/// The legal orders of messages, as a table: what a server does with a PDU of each type, before and after the bind ([C706] 12.6, [MS-RPCE]
/// 3.3.3).
/// </summary>
internal static class MessageOrder
{
    private static readonly (PduType Type, MessageRule Unbound, MessageRule Bound)[] Table =
    [
        (PduType.Bind, MessageRule.Process, MessageRule.Nak),
        (PduType.AlterContext, MessageRule.Fault, MessageRule.Process),
        (PduType.Auth3, MessageRule.Fault, MessageRule.Process),
        (PduType.Request, MessageRule.Fault, MessageRule.Process),
        (PduType.Cancel, MessageRule.Close, MessageRule.Process),
        (PduType.Orphaned, MessageRule.Close, MessageRule.Process),
        // Only a server sends these.
        (PduType.Response, MessageRule.Close, MessageRule.Close),
        (PduType.Fault, MessageRule.Close, MessageRule.Close),
        (PduType.BindAck, MessageRule.Close, MessageRule.Close),
        (PduType.BindNak, MessageRule.Close, MessageRule.Close),
        (PduType.AlterContextResponse, MessageRule.Close, MessageRule.Close),
        (PduType.Shutdown, MessageRule.Close, MessageRule.Close),
    ];

    /// <summary>The whole table, for the tests that are driven from it.</summary>
    public static IReadOnlyList<(PduType Type, MessageRule Unbound, MessageRule Bound)> Rows => Table;

    /// <summary>What to do with a PDU of <paramref name="type"/>; a type that is not in the table closes the connection.</summary>
    public static MessageRule For(PduType type, bool bound)
    {
        foreach (var row in Table)
            if (row.Type == type)
                return bound ? row.Bound : row.Unbound;
        return MessageRule.Close;
    }
}
