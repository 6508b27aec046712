namespace Sekimori.Rpc.Association;

/// <summary>Why no answer to a bind or alter_context is allowed.</summary>
internal enum NegotiationFault
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>No presentation context was proposed.</summary>
    NoContexts,

    /// <summary>A context without a transfer syntax.</summary>
    NoTransferSyntax,

    /// <summary>Two elements ask for bind-time features.</summary>
    FeaturesTwice,

    /// <summary>A context id that is in use was given another meaning.</summary>
    ContextChanged,

    /// <summary>More contexts than the limit.</summary>
    TooManyContexts,
}
