using Sekimori.WsMan.Soap;

namespace Sekimori.WsMan.Addressing;

/// <summary>
/// The list of known headers. An unknown one with mustUnderstand is rejected ([SOAP12-1] 2.4); a message has each known header once, unless
/// the list says otherwise. It contains every header that pywinrm, Ansible, the Go client, curl's users, [MS-WSMV] 4, PowerShell and the
/// CIM commands of PowerShell send. The most frequent ones stand first.
/// </summary>
internal static class HeaderCatalogue
{
    private static readonly KnownHeader[] Addressing =
    [
        new("Action", HeaderField.Action, "[DSP0226] 5.4.5"), new("To", HeaderField.To, "[DSP0226] 5.4.1"),
        new("MessageID", HeaderField.MessageId, "[DSP0226] 5.4.4, [MS-WSMV] 3.1.4.1.5"),
        new("ReplyTo", HeaderField.ReplyTo, "[DSP0226] 5.4.2, [MS-WSMV] 3.1.4.1.3"),
        new("FaultTo", HeaderField.FaultTo, "[DSP0226] 5.4.3, [MS-WSMV] 3.1.4.1.4"),
        new("RelatesTo", HeaderField.RelatesTo, "[DSP0226] 5.4.4", MayRepeat: true), new("From", HeaderField.From, "[DSP0226] 5.4.6"),
    ];

    private static readonly KnownHeader[] WsMan =
    [
        new("ResourceURI", HeaderField.ResourceUri, "[DSP0226] 5.1.2.1, [MS-WSMV] 3.1.4.1.1"),
        new("MaxEnvelopeSize", HeaderField.MaxEnvelopeSize, "[DSP0226] 6.2, [MS-WSMV] 3.1.4.1.7"),
        new("OperationTimeout", HeaderField.OperationTimeout, "[DSP0226] 6.1, [MS-WSMV] 3.1.4.1.6"),
        new("Locale", HeaderField.Locale, "[DSP0226] 6.3, [MS-WSMV] 3.1.4.1.8"),
        new("SelectorSet", HeaderField.SelectorSet, "[DSP0226] 5.1.2.2, [MS-WSMV] 3.1.4.1.2"),
        new("OptionSet", HeaderField.OptionSet, "[DSP0226] 6.4, [MS-WSMV] 3.1.4.1.10"),
        new("FragmentTransfer", HeaderField.FragmentTransfer, "[DSP0226] 7.7, [MS-WSMV] 3.1.4.1.18"),
        new("RequestEPR", HeaderField.RequestEpr, "[DSP0226] 6.5, [MS-WSMV] 3.1.4.1.11"),
        new("RequestTotalItemsCountEstimate", HeaderField.ItemsCountEstimate, "[DSP0226] 8.2.2, [MS-WSMV] 3.1.4.1.15"),
    ];

    private static readonly KnownHeader[] Microsoft =
    [
        new("DataLocale", HeaderField.DataLocale, "[MS-WSMV] 3.1.4.1.9"), new("SessionId", HeaderField.SessionId, "[MS-WSMV] 3.1.4.1.37"),
        new("OperationID", HeaderField.OperationId, "[MS-WSMV] 2.2.4.45, 3.1.4.1.39"),
        // 4.11 writes SequenceId, 2.2.4.46 SequenceID.
        new("SequenceId", HeaderField.SequenceId, "[MS-WSMV] 4.11"), new("SequenceID", HeaderField.SequenceId, "[MS-WSMV] 2.2.4.46"),
        new("ActivityId", HeaderField.ActivityId, "[MS-WSMV] 3.1.4.1.12"),
    ];

    private static readonly KnownHeader[] Shell =
        [new("CompressionType", HeaderField.CompressionType, "[MS-WSMV] 3.1.4.1.31.6, 3.2.4.1.19")];

    private static readonly KnownHeader[] Eventing = [new("Identifier", HeaderField.SubscriptionId, "[DSP0226] 10.2.2")];

    /// <summary>All of them, with their namespaces.</summary>
    public static IReadOnlyDictionary<string, KnownHeader[]> All { get; } = new Dictionary<string, KnownHeader[]>
    {
        [Namespaces.Addressing] = Addressing, [Namespaces.WsMan] = WsMan, [Namespaces.WsManMicrosoft] = Microsoft,
        [Namespaces.Shell] = Shell, [Namespaces.Eventing] = Eventing,
    };

    /// <summary>The header that the reader is on; null if it is not understood. Makes no string.</summary>
    public static KnownHeader? Find(EnvelopeReader reader)
    {
        var known = reader.IsIn(Namespaces.WsMan) ? WsMan
            : reader.IsIn(Namespaces.Addressing) ? Addressing
            : reader.IsIn(Namespaces.WsManMicrosoft) ? Microsoft
            : reader.IsIn(Namespaces.Shell) ? Shell
            : reader.IsIn(Namespaces.Eventing) ? Eventing : null;
        foreach (var header in known ?? [])
        {
            if (reader.IsNamed(header.Name)) return header;
        }
        return null;
    }
}
