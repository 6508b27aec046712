using Sekimori.Cim.Model;
using Sekimori.Cim.Providers;

namespace Sekimori.Linux.Classes;

[CimClass("Win32_LoggedOnUser", Association = true)]
internal sealed partial class Win32LoggedOnUser : CimDependency
{
    [CimKey]
    [CimReference("Win32_Account")]
    public partial CimObjectPath? Antecedent { get; set; }

    [CimKey]
    [CimReference("Win32_LogonSession")]
    public partial CimObjectPath? Dependent { get; set; }
}
