using Sekimori.Cim.Providers;

namespace Sekimori.Linux.Classes;

[CimClass("Win32_BaseService")]
internal abstract partial class Win32BaseService : CimService
{
    public partial bool? AcceptPause { get; set; }

    public partial bool? AcceptStop { get; set; }

    public partial bool? DesktopInteract { get; set; }

    public partial string? DisplayName { get; set; }

    public partial string? ErrorControl { get; set; }

    public partial uint? ExitCode { get; set; }

    public partial string? PathName { get; set; }

    public partial uint? ServiceSpecificExitCode { get; set; }

    public partial string? ServiceType { get; set; }

    public partial string? StartName { get; set; }

    public partial string? State { get; set; }

    public partial uint? TagId { get; set; }
}
