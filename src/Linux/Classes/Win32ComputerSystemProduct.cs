using Sekimori.Cim.Providers;

namespace Sekimori.Linux.Classes;

[CimClass("Win32_ComputerSystemProduct", Description = "The machine as its maker names it")]
internal sealed partial class Win32ComputerSystemProduct : CimProduct
{
    public partial string? UUID { get; set; }
}
