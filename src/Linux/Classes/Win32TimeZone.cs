using Sekimori.Cim.Providers;

namespace Sekimori.Linux.Classes;

[CimClass("Win32_TimeZone", Description = "The time zone of this host")]
internal sealed partial class Win32TimeZone : CimSetting
{
    [CimQualifier("Units", "minutes")]
    public partial int? Bias { get; set; }

    [CimQualifier("Units", "minutes")]
    public partial int? DaylightBias { get; set; }

    public partial uint? DaylightDay { get; set; }

    public partial byte? DaylightDayOfWeek { get; set; }

    public partial uint? DaylightHour { get; set; }

    public partial uint? DaylightMillisecond { get; set; }

    public partial uint? DaylightMinute { get; set; }

    public partial uint? DaylightMonth { get; set; }

    public partial string? DaylightName { get; set; }

    public partial uint? DaylightSecond { get; set; }

    public partial uint? DaylightYear { get; set; }

    [CimQualifier("Units", "minutes")]
    public partial int? StandardBias { get; set; }

    public partial uint? StandardDay { get; set; }

    public partial byte? StandardDayOfWeek { get; set; }

    public partial uint? StandardHour { get; set; }

    public partial uint? StandardMillisecond { get; set; }

    public partial uint? StandardMinute { get; set; }

    public partial uint? StandardMonth { get; set; }

    [CimKey]
    public partial string? StandardName { get; set; }

    public partial uint? StandardSecond { get; set; }

    public partial uint? StandardYear { get; set; }
}
