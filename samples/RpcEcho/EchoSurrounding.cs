using Sekimori.Ndr.Attributes;

namespace Sekimori.Samples.RpcEcho;

/// <summary>A conformant structure: the size of its array stands before it.</summary>
[NdrStruct]
public sealed partial record EchoSurrounding(uint X, [SizeIs("X")] ushort[] Surrounding);
