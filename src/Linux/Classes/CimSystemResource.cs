using Sekimori.Cim.Providers;

namespace Sekimori.Linux.Classes;

[CimClass("CIM_SystemResource")]
internal abstract partial class CimSystemResource : CimLogicalElement;
