namespace Sekimori.Rpc.Association;

/// <summary>The state of an authentication after a token.</summary>
internal enum SecurityLegOutcome
{
    /// <summary>It failed.</summary>
    Refused,

    /// <summary>The client must send another token.</summary>
    Continue,

    /// <summary>It succeeded.</summary>
    Complete,
}
