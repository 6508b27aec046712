using Sekimori.Cim.Providers;

namespace Sekimori.Linux.Classes;

[CimClass("CIM_LogicalElement")]
internal abstract partial class CimLogicalElement : CimManagedSystemElement;
