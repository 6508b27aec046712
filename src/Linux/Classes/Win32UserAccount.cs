using Sekimori.Cim.Providers;

namespace Sekimori.Linux.Classes;

[CimClass("Win32_UserAccount", Keys = "Domain,Name", Description = "A user of this host")]
internal sealed partial class Win32UserAccount : Win32Account
{
    public partial uint? AccountType { get; set; }

    public partial bool? Disabled { get; set; }

    public partial string? FullName { get; set; }

    public partial bool? Lockout { get; set; }

    public partial bool? PasswordChangeable { get; set; }

    public partial bool? PasswordExpires { get; set; }

    public partial bool? PasswordRequired { get; set; }
}
