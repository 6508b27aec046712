using Sekimori.Ndr;

namespace Sekimori.Rpc.Interfaces;

/// <summary>A response's stub data.</summary>
/// <param name="Stub">The encoded results.</param>
/// <param name="Format">Their transfer syntax and byte order.</param>
public readonly record struct RpcReply(ReadOnlyMemory<byte> Stub, NdrFormat Format);
