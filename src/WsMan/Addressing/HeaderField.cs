namespace Sekimori.WsMan.Addressing;

/// <summary>The known headers of requests, whatever happens with their content.</summary>
internal enum HeaderField : byte
{
    /// <summary>Where the client believes the service to be.</summary>
    To,

    /// <summary>What is to be done.</summary>
    Action,

    /// <summary>The message's identity.</summary>
    MessageId,

    /// <summary>The address for the reply.</summary>
    ReplyTo,

    /// <summary>The address for a fault.</summary>
    FaultTo,

    /// <summary>Who sends the message; not used.</summary>
    From,

    /// <summary>Which message it belongs to; not used in requests.</summary>
    RelatesTo,

    /// <summary>The resource.</summary>
    ResourceUri,

    /// <summary>The keys of an instance.</summary>
    SelectorSet,

    /// <summary>Switches.</summary>
    OptionSet,

    /// <summary>How large the reply may be.</summary>
    MaxEnvelopeSize,

    /// <summary>How long the client waits.</summary>
    OperationTimeout,

    /// <summary>The language of texts.</summary>
    Locale,

    /// <summary>The part of a resource that is meant.</summary>
    FragmentTransfer,

    /// <summary>Asks how many items there are.</summary>
    ItemsCountEstimate,

    /// <summary>Asks for the reference of what was changed.</summary>
    RequestEpr,

    /// <summary>The language of numbers and dates.</summary>
    DataLocale,

    /// <summary>The operation's identity.</summary>
    OperationId,

    /// <summary>The message's number within the operation.</summary>
    SequenceId,

    /// <summary>The client's session.</summary>
    SessionId,

    /// <summary>A mark for the client's own traces.</summary>
    ActivityId,

    /// <summary>How a shell's streams are compressed.</summary>
    CompressionType,

    /// <summary>The subscription that is meant; there are none.</summary>
    SubscriptionId,
}
