using Sekimori.Cim.Providers;

namespace Sekimori.Linux.Classes;

[CimClass("Win32_LogonSession", Description = "A session of a user, from logind")]
internal sealed partial class Win32LogonSession : Win32Session
{
    public partial string? AuthenticationPackage { get; set; }

    [CimKey]
    public partial string? LogonId { get; set; }

    public partial uint? LogonType { get; set; }
}
