using Sekimori.Cim.Providers;

namespace Sekimori.Linux.Classes;

[CimClass("CIM_BIOSElement")]
internal abstract partial class CimBIOSElement : CimSoftwareElement
{
    public partial bool? PrimaryBIOS { get; set; }
}
