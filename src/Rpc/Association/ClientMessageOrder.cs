using Sekimori.Rpc.Pdu;

namespace Sekimori.Rpc.Association;

/// <summary>
/// The legal orders of messages at a client, as a table: which PDU types it accepts in which state. Everything else is a violation that
/// ends the association.
/// </summary>
internal static class ClientMessageOrder
{
    private static readonly (PduType Type, ClientState[] States)[] Table =
    [
        (PduType.BindAck, [ClientState.Binding]),
        (PduType.BindNak, [ClientState.Binding]),
        (PduType.AlterContextResponse, [ClientState.Altering]),
        (PduType.Fault, [ClientState.Bound, ClientState.Altering]),
        (PduType.Response, [ClientState.Bound, ClientState.Altering]),
        (PduType.Shutdown, [ClientState.Bound, ClientState.Altering]),
    ];

    /// <summary>The whole table, for the tests that are driven from it.</summary>
    public static IReadOnlyList<(PduType Type, ClientState[] States)> Rows => Table;

    public static bool Allows(PduType type, ClientState state)
    {
        foreach (var row in Table)
            if (row.Type == type)
                return Array.IndexOf(row.States, state) >= 0;
        return false;
    }
}
