using Sekimori.Cim.Providers;

namespace Sekimori.Linux.Classes;

[CimClass("Win32_Environment", Keys = "Name", Description = "A variable of the environment that every session gets")]
internal sealed partial class Win32Environment : CimSystemResource
{
    public partial bool? SystemVariable { get; set; }

    [CimKey]
    public partial string? UserName { get; set; }

    public partial string? VariableValue { get; set; }
}
