using Sekimori.Cim.Model;
using Sekimori.Cim.Providers;

namespace Sekimori.Linux.Classes;

[CimClass("Win32_Session")]
internal abstract partial class Win32Session : CimLogicalElement
{
    public partial CimDateTime? StartTime { get; set; }
}
