using Sekimori.Cim.Providers;

namespace Sekimori.Linux.Classes;

[CimClass("CIM_MediaPresent", Association = true)]
internal abstract partial class CimMediaPresent : CimDependency;
