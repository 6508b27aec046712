using System.Collections.Immutable;
using Sekimori.Ndr;
using Sekimori.Rpc.Pdu;

namespace Sekimori.Rpc.Association;

/// <summary>
/// Decides on the presentation contexts of one bind or alter_context ([C706] 12.6.4, [MS-RPCE] 3.3.1.5.6). A pure function: nothing is
/// changed.
/// </summary>
internal static class ContextNegotiation
{
    /// <summary>The answer to <paramref name="proposed"/>.</summary>
    /// <param name="proposed">The contexts of the PDU.</param>
    /// <param name="interfaces">What the endpoint offers.</param>
    /// <param name="bound">The contexts that the connection has already.</param>
    /// <param name="limits">How many it may have, and which transfer syntax is preferred.</param>
    /// <param name="bind">True for a bind, which negotiates features too ([MS-RPCE] 3.3.1.5.3).</param>
    public static NegotiatedContexts Run(
        ImmutableArray<PresentationContext> proposed, RpcInterfaceTable interfaces, IReadOnlyList<BoundContext> bound,
        RpcServerLimits limits, bool bind)
    {
        if (proposed.IsEmpty) return new(NegotiationFault.NoContexts);
        var results = new ContextResult[proposed.Length];
        var accepted = new List<BoundContext>(1);
        BindTimeFeatures? features = null;
        for (var i = 0; i < proposed.Length; i++)
        {
            var context = proposed[i];
            if (context.TransferSyntaxes.IsEmpty) return new(NegotiationFault.NoTransferSyntax);
            if (bind && BindTimeFeatureSyntax.TryRead(context.TransferSyntaxes[0], out var wanted))
            {
                if (features is not null) return new(NegotiationFault.FeaturesTwice);
                features = wanted & BindTimeFeatures.All;
                results[i] = ContextResult.Negotiate(features.Value);
            }
            else if (interfaces.Find(context.AbstractSyntax) is not { } served)
            {
                if (Find(bound, context.Id) is not null) return new(NegotiationFault.ContextChanged);
                results[i] = ContextResult.Reject(ContextReason.AbstractSyntaxNotSupported);
            }
            else
            {
                var existing = Find(bound, context.Id) ?? Find(accepted, context.Id);
                if (existing is not null && Contradicts(existing, context)) return new(NegotiationFault.ContextChanged);
                // A client offers one interface in several contexts, each with one transfer syntax; at most one of them is accepted.
                var preferred = served.Interface.Info.IsNdr20Only ? SyntaxId.Ndr20 : limits.PreferredTransferSyntax;
                var transfer = IsBestOffer(proposed, i, preferred) ? Choose(context, preferred) : null;
                if (served.Interface.Info.IsNdr20Only && transfer != SyntaxId.Ndr20) transfer = null;
                if (transfer is null)
                {
                    results[i] = ContextResult.Reject(ContextReason.TransferSyntaxesNotSupported);
                    continue;
                }

                results[i] = ContextResult.Accept(transfer.Value);
                if (existing is not null) continue;
                if (bound.Count + accepted.Count >= limits.MaxPresentationContexts) return new(NegotiationFault.TooManyContexts);
                accepted.Add(
                    new(context.Id, served, context.AbstractSyntax, transfer == SyntaxId.Ndr64 ? NdrSyntax.Ndr64 : NdrSyntax.Ndr20));
            }
        }

        return new(NegotiationFault.None, results, accepted, features ?? BindTimeFeatures.None);
    }

    /// <summary>
    /// Whether no other context for the same interface offers the preferred syntax if this one does not, or an equally good one earlier.
    /// </summary>
    private static bool IsBestOffer(ImmutableArray<PresentationContext> proposed, int index, SyntaxId? preferred)
    {
        var own = Rank(proposed[index], preferred);
        for (var i = 0; i < proposed.Length; i++)
        {
            if (i == index || proposed[i].AbstractSyntax.Uuid != proposed[index].AbstractSyntax.Uuid
                || proposed[i].AbstractSyntax.Major != proposed[index].AbstractSyntax.Major)
                continue;
            var other = Rank(proposed[i], preferred);
            if (other > own || (other == own && i < index)) return false;
        }

        return true;
    }

    private static int Rank(PresentationContext context, SyntaxId? preferred) =>
        preferred is { } wanted && context.TransferSyntaxes.Contains(wanted) ? 2 : Choose(context, preferred) is null ? 0 : 1;

    /// <summary>[MS-RPCE] 3.3.1.5.6: the preferred transfer syntax if it is offered, else the first that is known.</summary>
    private static SyntaxId? Choose(PresentationContext context, SyntaxId? preferred)
    {
        if (preferred is { } wanted && context.TransferSyntaxes.Contains(wanted)) return wanted;
        foreach (var transfer in context.TransferSyntaxes)
            if (IsKnown(transfer))
                return transfer;
        return null;
    }

    /// <summary>
    /// An id that comes back for another interface, or with a transfer syntax that is known but not the agreed one, is a protocol error;
    /// this is how Windows distinguishes them.
    /// </summary>
    private static bool Contradicts(BoundContext existing, PresentationContext context)
    {
        if (context.AbstractSyntax != existing.AbstractSyntax) return true;
        foreach (var transfer in context.TransferSyntaxes)
            if (IsKnown(transfer) && transfer != existing.TransferSyntax)
                return true;
        return false;
    }

    private static bool IsKnown(SyntaxId transfer) => transfer == SyntaxId.Ndr20 || transfer == SyntaxId.Ndr64;

    private static BoundContext? Find(IReadOnlyList<BoundContext> contexts, ushort id)
    {
        for (var i = 0; i < contexts.Count; i++)
            if (contexts[i].Id == id)
                return contexts[i];
        return null;
    }
}
