using Sekimori.Observations;

namespace Sekimori.Rpc.Interfaces;

/// <summary>
/// The guard of a call, between its decoding and its handler. A generated server asks it once for each call, with the facts of the decoded arguments
/// (<see cref="ObservedAttribute"/>); a call that cannot be decoded is asked about too, so that it is evaluated and recorded.
/// </summary>
public interface ICallGuard
{
    /// <summary>Where the facts of the arguments go; null if neither policy, rules nor record have a use for them.</summary>
    FactSet? FactsFor(RpcCall call);

    /// <summary>May the handler run? It runs once the task has ended.</summary>
    /// <param name="call">The call.</param>
    /// <param name="facts">What its arguments say; null if they say nothing, or nobody has a use for it.</param>
    /// <exception cref="RpcFaultException">It may not: the call ends with this status.</exception>
    ValueTask AskAsync(RpcCall call, FactSet? facts);

    /// <summary>Where the facts of the answer go, which are recorded once the call has been answered; null if nobody uses them.</summary>
    /// <param name="call">The call.</param>
    /// <param name="kind">The kind of observation of the answer.</param>
    FactSet? FactsForAnswer(RpcCall call, ObservationKind kind);
}
