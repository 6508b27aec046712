using System.Xml;
using Sekimori.WsMan.Addressing;

namespace Sekimori.Client.WsMan.Messages;

/// <summary>One request, before it is written.</summary>
/// <param name="Action">The action's URI; empty for Identify, which has no headers.</param>
/// <param name="Resource">What it is about; null for Identify.</param>
internal sealed record Request(string Action, WsManResource? Resource)
{
    /// <summary>The options ([DSP0226] 6.4).</summary>
    internal IReadOnlyList<RequestOption> Options { get; init; } = [];

    /// <summary>The part that is meant, by XPath of level 1 ([DSP0226] 7.7); null for the whole.</summary>
    internal string? Fragment { get; init; }

    /// <summary>OperationTimeout; null for the client's own.</summary>
    internal TimeSpan? Timeout { get; init; }

    /// <summary>How long it is repeated when connections break; null for the client's own setting.</summary>
    internal TimeSpan? RetransmitFor { get; init; }

    /// <summary>The operation that this is to continue with, as a retransmission; null for a new one.</summary>
    internal OperationHeader? Operation { get; init; }

    /// <summary>Writes the content of the body; null for an empty one.</summary>
    internal Action<XmlWriter>? Body { get; init; }
}
