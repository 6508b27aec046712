using Sekimori.Cim.Providers;

namespace Sekimori.Linux.Classes;

[CimClass("Win32_Account")]
internal abstract partial class Win32Account : CimLogicalElement
{
    public partial string? Domain { get; set; }

    public partial bool? LocalAccount { get; set; }

    public partial string? SID { get; set; }

    public partial byte? SIDType { get; set; }
}
