using Sekimori.Dcom.Automation;
using Sekimori.Rpc.Interfaces;

namespace Sekimori.TestHost.Interfaces;

/// <summary>A call of a member.</summary>
/// <param name="Call">The call.</param>
/// <param name="Flags">What is done with the member.</param>
/// <param name="Arguments">The arguments in the order of the call; those by reference can be replaced.</param>
internal sealed record DispatchRequest(RpcCall Call, DispatchFlags Flags, Variant?[] Arguments);
