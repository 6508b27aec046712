using Sekimori.Ndr.Attributes;

namespace Sekimori.Samples.RpcEcho;

/// <summary>A conformant structure: the size of its array precedes it.</summary>
[NdrStruct]
public sealed partial record EchoSurrounding(uint X, [SizeIs("X")] ushort[] Surrounding);
