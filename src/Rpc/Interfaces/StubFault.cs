using Sekimori.Wire;

namespace Sekimori.Rpc.Interfaces;

/// <summary>The faults that generated servers end a call with before a handler sees it.</summary>
public static class StubFault
{
    /// <summary>The arguments cannot be decoded: RPC_X_BAD_STUB_DATA, as from Windows ([MS-RPCE] 3.1.3.5.2).</summary>
    public static RpcFaultException BadStub(MalformedException malformed)
    {
        ArgumentNullException.ThrowIfNull(malformed);
        return new(RpcStatus.BadStubData, malformed.Message);
    }

    /// <summary>The interface does not declare the operation: nca_op_rng_error ([C706] Appendix E).</summary>
    public static RpcFaultException NoSuchOperation(RpcCall call)
    {
        ArgumentNullException.ThrowIfNull(call);
        return new(RpcStatus.OperationRange, $"{call.Interface.Name} has no operation {call.Opnum}");
    }
}
