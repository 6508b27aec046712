using Sekimori.Cim.Model;
using Sekimori.Cim.Providers;

namespace Sekimori.Linux.Classes;

[CimClass("CIM_ElementSetting", Association = true)]
internal abstract partial class CimElementSetting : CimInstance;
