using System.Security.Cryptography;
using Sekimori.Observations;
using Sekimori.Wire;

namespace Sekimori.Rpc.Interfaces;

/// <summary>The faults that generated servers end a call with before a handler sees it.</summary>
public static class StubFault
{
    /// <summary>The word for a call whose arguments cannot be decoded, as <see cref="Fact.Anomaly"/>.</summary>
    public const string Undecodable = "undecodable_arguments";

    /// <summary>
    /// The arguments cannot be decoded. If the guard denies the operation, its status goes out instead: who may not call learns nothing of
    /// the arguments. What nobody could read is recorded by size and hash.
    /// </summary>
    /// <param name="call">The call.</param>
    /// <param name="stub">Its encoded arguments.</param>
    /// <param name="malformed">What is wrong with them.</param>
    /// <param name="status">The status of the fault, as <see cref="RpcServerInterface"/> has it.</param>
    /// <exception cref="RpcFaultException">Always, at once or by the task.</exception>
    public static ValueTask RefuseAsync(RpcCall call, ReadOnlyMemory<byte> stub, MalformedException malformed, uint status)
    {
        ArgumentNullException.ThrowIfNull(call);
        ArgumentNullException.ThrowIfNull(malformed);
        if (call.Guard is not { } guard) throw new RpcFaultException(status, malformed.Message);
        var facts = guard.FactsFor(call);
        if (facts is not null)
        {
            facts.Add(Fact.Anomaly, Undecodable);
            facts.Add(Fact.Sha256, Convert.ToHexStringLower(SHA256.HashData(stub.Span)));
        }
        return AskAndRefuseAsync(guard, call, facts, malformed, status);
    }

    /// <summary>
    /// The ORPCTHIS of a call cannot be accepted ([MS-DCOM] 3.1.1.5.4). If the guard denies the operation, its status goes out instead.
    /// </summary>
    /// <param name="call">The call.</param>
    /// <param name="status">The fault.</param>
    /// <exception cref="RpcFaultException">Always, at once or by the task.</exception>
    public static async ValueTask RefuseHeaderAsync(RpcCall call, uint status)
    {
        ArgumentNullException.ThrowIfNull(call);
        if (call.Guard is { } guard) await guard.AskAsync(call, guard.FactsFor(call)).ConfigureAwait(false);
        throw new RpcFaultException(status, "ORPCTHIS cannot be accepted");
    }

    /// <summary>The interface does not declare the operation: nca_op_rng_error ([C706] Appendix E).</summary>
    public static RpcFaultException NoSuchOperation(RpcCall call)
    {
        ArgumentNullException.ThrowIfNull(call);
        return new(RpcStatus.OperationRange, $"{call.Interface.Name} has no operation {call.Opnum}");
    }

    private static async ValueTask AskAndRefuseAsync(
        ICallGuard guard, RpcCall call, FactSet? facts, MalformedException malformed, uint status)
    {
        await guard.AskAsync(call, facts).ConfigureAwait(false);
        throw new RpcFaultException(status, malformed.Message);
    }
}
