using Sekimori.Dcom.References;
using Sekimori.Ndr.Attributes;

namespace Sekimori.Dcom.Remote;

/// <summary>REMQIRESULT ([MS-DCOM] 2.2.24).</summary>
/// <param name="Result">hResult.</param>
/// <param name="Std">The reference, if <paramref name="Result"/> is 0.</param>
[NdrStruct]
internal readonly partial record struct RemQiResult(uint Result, StdObjref Std);
