using Sekimori.Cim.Model;
using Sekimori.Cim.Providers;

namespace Sekimori.Linux.Classes;

[CimClass("CIM_Dependency", Association = true)]
internal abstract partial class CimDependency : CimInstance;
