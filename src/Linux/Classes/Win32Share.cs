using Sekimori.Cim.Providers;

namespace Sekimori.Linux.Classes;

[CimClass("Win32_Share", Keys = "Name", Description = "A share of Samba")]
internal sealed partial class Win32Share : CimLogicalElement
{
    public partial uint? AccessMask { get; set; }

    public partial bool? AllowMaximum { get; set; }

    public partial uint? MaximumAllowed { get; set; }

    public partial string? Path { get; set; }

    public partial uint? Type { get; set; }
}
