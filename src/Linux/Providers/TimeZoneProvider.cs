using Sekimori.Cim.Providers;
using Sekimori.Linux.Classes;
using Sekimori.Linux.Host;

namespace Sekimori.Linux.Providers;

/// <summary>The time zone that the host is set to.</summary>
internal sealed class TimeZoneProvider(LinuxHost host) : CimProvider<Win32TimeZone>
{
    public override bool MayBlock => false;

    protected override IEnumerable<Win32TimeZone> Enumerate(ProviderRequest request)
    {
        var zone = host.Time.LocalTimeZone;
        var now = host.Now;
        var rule = zone.GetAdjustmentRules()
            .LastOrDefault(r => r.DateStart <= now.Date && r.DateEnd >= now.Date && r.DaylightDelta != TimeSpan.Zero);
        var (summer, winter) = (rule?.DaylightTransitionStart, rule?.DaylightTransitionEnd);
        yield return new Win32TimeZone
        {
            Caption = zone.DisplayName,
            Description = zone.DisplayName,
            SettingID = zone.Id,
            Bias = (int)zone.BaseUtcOffset.TotalMinutes,
            StandardName = zone.StandardName,
            StandardBias = 0,
            DaylightName = zone.DaylightName,
            DaylightBias = rule is null ? 0 : -(int)rule.DaylightDelta.TotalMinutes,
            DaylightMonth = (uint)(summer?.Month ?? 0),
            DaylightDay = (uint)(summer is { IsFixedDateRule: false } s ? s.Week : summer?.Day ?? 0),
            DaylightDayOfWeek = (byte)(summer is { IsFixedDateRule: false } d ? (int)d.DayOfWeek : 0),
            DaylightHour = (uint)(summer?.TimeOfDay.Hour ?? 0),
            DaylightMinute = (uint)(summer?.TimeOfDay.Minute ?? 0),
            DaylightSecond = (uint)(summer?.TimeOfDay.Second ?? 0),
            DaylightMillisecond = 0,
            DaylightYear = 0,
            StandardMonth = (uint)(winter?.Month ?? 0),
            StandardDay = (uint)(winter is { IsFixedDateRule: false } w ? w.Week : winter?.Day ?? 0),
            StandardDayOfWeek = (byte)(winter is { IsFixedDateRule: false } e ? (int)e.DayOfWeek : 0),
            StandardHour = (uint)(winter?.TimeOfDay.Hour ?? 0),
            StandardMinute = (uint)(winter?.TimeOfDay.Minute ?? 0),
            StandardSecond = (uint)(winter?.TimeOfDay.Second ?? 0),
            StandardMillisecond = 0,
            StandardYear = 0,
        };
    }
}
