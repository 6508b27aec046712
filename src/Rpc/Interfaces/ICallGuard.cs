using Sekimori.Observations;

namespace Sekimori.Rpc.Interfaces;

/// <summary>
/// The guard of a call, between its decoding and its handler. A generated server asks it once for each call, with the facts of the decoded
/// arguments (<see cref="ObservedAttribute"/>); a call that cannot be decoded is evaluated and recorded too.
/// </summary>
public interface ICallGuard
{
    /// <summary>Receives the facts of the arguments; null if neither policy, rules nor audit log use them.</summary>
    FactSet? FactsFor(RpcCall call);

    /// <summary>May the handler run? It runs once the task has ended.</summary>
    /// <param name="call">The call.</param>
    /// <param name="facts">The facts of its arguments; null if there are none, or they are not used.</param>
    /// <exception cref="RpcFaultException">It may not: the call ends with this status.</exception>
    ValueTask AskAsync(RpcCall call, FactSet? facts);

    /// <summary>
    /// May the call go on to what it has turned out to reach, for example a class of the object manager? <see cref="AskAsync"/> has been
    /// asked about the call before. It can be asked after the call has been answered, for an enumeration that goes on.
    /// </summary>
    /// <param name="call">The call.</param>
    /// <param name="facts">What it reaches.</param>
    /// <exception cref="RpcFaultException">It may not.</exception>
    ValueTask AskFurtherAsync(RpcCall call, FactSet facts) => AskAsync(call, facts);

    /// <summary>Receives the facts of the answer, which are recorded once the call has been answered; null if they are not used.</summary>
    /// <param name="call">The call.</param>
    /// <param name="kind">The kind of observation of the answer.</param>
    FactSet? FactsForAnswer(RpcCall call, ObservationKind kind);
}
