using Sekimori.Cim.Providers;
using Sekimori.Linux.Providers;

namespace Sekimori.Linux.Classes;

[CimClass("Win32_Service", Provider = typeof(ServiceProvider), Keys = "Name", Description = "A service unit of systemd")]
internal sealed partial class Win32Service : Win32BaseService
{
    public partial uint? CheckPoint { get; set; }

    public partial bool? DelayedAutoStart { get; set; }

    public partial uint? ProcessId { get; set; }

    [CimQualifier("Units", "milliseconds")]
    public partial uint? WaitHint { get; set; }
}
