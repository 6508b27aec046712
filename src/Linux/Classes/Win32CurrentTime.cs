using Sekimori.Cim.Model;
using Sekimori.Cim.Providers;

namespace Sekimori.Linux.Classes;

[CimClass("Win32_CurrentTime", Singleton = true)]
internal abstract partial class Win32CurrentTime : CimInstance
{
    public partial uint? Day { get; set; }

    public partial uint? DayOfWeek { get; set; }

    public partial uint? Hour { get; set; }

    public partial uint? Milliseconds { get; set; }

    public partial uint? Minute { get; set; }

    public partial uint? Month { get; set; }

    public partial uint? Quarter { get; set; }

    public partial uint? Second { get; set; }

    public partial uint? WeekInMonth { get; set; }

    public partial uint? Year { get; set; }
}
