using Sekimori.Rpc.Pdu;

namespace Sekimori.Rpc.Association;

/// <summary>The outcome of a <see cref="ContextNegotiation"/>.</summary>
/// <param name="Fault">What prevents an answer with results; <see cref="NegotiationFault.None"/> if there are results.</param>
/// <param name="Results">One for each proposed context.</param>
/// <param name="Accepted">The contexts that the connection gets in addition.</param>
/// <param name="Features">What was agreed on.</param>
internal readonly record struct NegotiatedContexts(
    NegotiationFault Fault, ContextResult[] Results, List<BoundContext> Accepted, BindTimeFeatures Features)
{
    public NegotiatedContexts(NegotiationFault fault)
        : this(fault, [], [], BindTimeFeatures.None)
    {
    }
}
