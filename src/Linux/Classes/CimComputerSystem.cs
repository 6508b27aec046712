using Sekimori.Cim.Providers;

namespace Sekimori.Linux.Classes;

[CimClass("CIM_ComputerSystem")]
internal abstract partial class CimComputerSystem : CimSystem;
