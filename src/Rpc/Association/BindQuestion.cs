using System.Collections.Immutable;
using Sekimori.Rpc.Pdu;

namespace Sekimori.Rpc.Association;

/// <summary>
/// A bind or alter_context that the core would accept, for the application to check: it may deny single contexts, or the whole.
/// </summary>
internal sealed class BindQuestion
{
    private readonly NegotiatedContexts _negotiated;

    internal BindQuestion(PduHeader header, BindPdu pdu, NegotiatedContexts negotiated, SecurityTrailer? trailer, byte[] token)
    {
        Header = header;
        Pdu = pdu;
        _negotiated = negotiated;
        Trailer = trailer;
        Token = token;
    }

    /// <summary>True for the first bind, false for an alter_context.</summary>
    public bool IsBind => Header.Type == PduType.Bind;

    /// <summary>What the client proposes.</summary>
    public ImmutableArray<PresentationContext> Proposed => Pdu.Contexts;

    /// <summary>What the core would answer, one result for each proposed context.</summary>
    public IReadOnlyList<ContextResult> Results => _negotiated.Results;

    /// <summary>Which security context the client starts or continues with it; null without authentication.</summary>
    public SecurityTrailer? Trailer { get; }

    internal PduHeader Header { get; }

    internal BindPdu Pdu { get; }

    internal byte[] Token { get; }

    internal NegotiatedContexts Negotiated => _negotiated;

    /// <summary>
    /// Denies one context that the core would accept. The answer is that the interface does not exist, so the client learns nothing of what
    /// it may not call.
    /// </summary>
    /// <param name="index">Which of <see cref="Proposed"/>.</param>
    public void Reject(int index)
    {
        if (_negotiated.Results[index].Outcome != ContextOutcome.Acceptance) return;
        _negotiated.Results[index] = ContextResult.Reject(ContextReason.AbstractSyntaxNotSupported);
        _negotiated.Accepted.RemoveAll(context => context.Id == Proposed[index].Id);
    }
}
