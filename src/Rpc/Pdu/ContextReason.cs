namespace Sekimori.Rpc.Pdu;

/// <summary>p_provider_reason_t: why a presentation context was rejected ([C706] 12.6.3.1).</summary>
public enum ContextReason : ushort
{
    /// <summary>No reason given.</summary>
    NotSpecified = 0,

    /// <summary>The server does not have the interface.</summary>
    AbstractSyntaxNotSupported = 1,

    /// <summary>The server has the interface, but in none of the transfer syntaxes that were offered.</summary>
    TransferSyntaxesNotSupported = 2,

    /// <summary>The server has reached its limit of contexts.</summary>
    LocalLimitExceeded = 3,
}
