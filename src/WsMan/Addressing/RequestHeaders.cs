namespace Sekimori.WsMan.Addressing;

/// <summary>The headers of a request, as far as this service knows them ([DSP0226] 5 and 6, [MS-WSMV] 3.1.4.1).</summary>
public sealed class RequestHeaders
{
    /// <summary>The address of the service as the client sees it. Never compared: two clients always send the same invented host.</summary>
    public string To { get; internal set; } = "";

    /// <summary>What is to be done.</summary>
    public string Action { get; internal set; } = "";

    /// <summary>The resource that it is to be done to.</summary>
    public string ResourceUri { get; internal set; } = "";

    /// <summary>The message's identity, repeated in the reply.</summary>
    public string? MessageId { get; internal set; }

    /// <summary>The address for the reply.</summary>
    public string? ReplyTo { get; internal set; }

    /// <summary>The address for a fault, if it differs from that for the reply.</summary>
    public string? FaultTo { get; internal set; }

    /// <summary>The maximum size of the reply in octets; null if the client gives none.</summary>
    public long? MaxEnvelopeSize { get; internal set; }

    /// <summary>The client's time limit; null if it gives none.</summary>
    public TimeSpan? OperationTimeout { get; internal set; }

    /// <summary>The language that the client would like texts in.</summary>
    public string? Locale { get; internal set; }

    /// <summary>The language that the client would like numbers and dates in.</summary>
    public string? DataLocale { get; internal set; }

    /// <summary>The keys of the instance that is meant.</summary>
    public List<Selector> Selectors { get; } = [];

    /// <summary>Switches of the resource.</summary>
    internal List<RequestOption> Options { get; } = [];

    /// <summary>True if there was an OptionSet, perhaps an empty one.</summary>
    internal bool HasOptionSet { get; set; }

    /// <summary>The part of the resource that is meant, or null for the whole.</summary>
    internal FragmentTransfer? Fragment { get; set; }

    /// <summary>True if the client asks how many items an enumeration has.</summary>
    public bool RequestsItemCount { get; internal set; }

    /// <summary>True if the client asks for the endpoint reference of what was changed.</summary>
    public bool RequestsEndpointReference { get; internal set; }

    /// <summary>The identity of the operation, for robust connections; null if the client has none ([MS-WSMV] 3.1.4.1.39).</summary>
    public string? OperationId { get; internal set; }

    /// <summary>The same where the resource has robust connections; else null.</summary>
    internal Guid? RobustId { get; set; }

    /// <summary>True once it is an operation, to which replies and faults belong as its first message.</summary>
    internal bool IsOperation { get; set; }

    /// <summary>True if the operation was sent before, and its reply is requested again.</summary>
    public bool IsRetransmission { get; internal set; }

    /// <summary>The number of the message within the operation.</summary>
    public long? SequenceId { get; internal set; }

    /// <summary>The client's session.</summary>
    public string? SessionId { get; internal set; }

    /// <summary>The algorithm that the client compresses a shell's streams with; null if it does not ([MS-WSMV] 3.1.4.1.31.6).</summary>
    public string? Compression { get; internal set; }

    /// <summary>The value of a selector, or null.</summary>
    public Selector? FindSelector(string name) => Selectors.Find(s => s.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    /// <summary>An option, or null.</summary>
    internal RequestOption? FindOption(string name) => Options.Find(o => o.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
}
