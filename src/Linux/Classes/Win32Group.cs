using Sekimori.Cim.Providers;

namespace Sekimori.Linux.Classes;

[CimClass("Win32_Group", Keys = "Domain,Name", Description = "A group of this host")]
internal sealed partial class Win32Group : Win32Account;
