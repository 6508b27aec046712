using Sekimori.Cim.Model;

namespace Sekimori.Linux.Host;

/// <summary>What every provider knows of the host: where to read, its name, when it started, how its clock ticks.</summary>
internal sealed class LinuxHost
{
    private readonly Cached<Dictionary<string, string>> _release;
    private readonly Lazy<DateTimeOffset> _boot;

    /// <summary>Makes the facts.</summary>
    /// <param name="paths">Where to read.</param>
    /// <param name="time">The clock.</param>
    public LinuxHost(LinuxPaths paths, TimeProvider time)
    {
        (Paths, Time) = (paths, time);
        Users = new UserDatabase(time);
        // An upgrade may change it while the server runs, not more often than this.
        _release = new Cached<Dictionary<string, string>>(time, TimeSpan.FromSeconds(60),
            () => KeyValueFile.Read(Path.Combine(paths.Etc, "os-release"), "/usr/lib/os-release"));
        _boot = new Lazy<DateTimeOffset>(ReadBoot);
    }

    /// <summary>Where to read.</summary>
    public LinuxPaths Paths { get; }

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; }

    /// <summary>The host's name, without its domain.</summary>
    public string Name { get; } = Environment.MachineName;

    /// <summary>The local time, with its offset.</summary>
    internal DateTimeOffset Now => Time.GetLocalNow();

    /// <summary>When the kernel started, to the second.</summary>
    internal DateTimeOffset Boot => _boot.Value;

    internal UserDatabase Users { get; }

    /// <summary>os-release(5).</summary>
    internal Dictionary<string, string> Release => _release.Value;

    /// <summary>The name of the system.</summary>
    internal string SystemName => Release.GetValueOrDefault("PRETTY_NAME") ?? "Linux";

    /// <summary>Ticks a second in /proc (USER_HZ).</summary>
    internal static long ClockTicks { get; } = Math.Max(1, Libc.SysConf(Libc.ScClockTicks));

    internal static ulong PageSize { get; } = (ulong)Environment.SystemPageSize;

    internal CimDateTime ToCim(DateTimeOffset time) => new(TimeZoneInfo.ConvertTime(time, Time.LocalTimeZone));

    internal CimDateTime AfterBoot(ulong ticks) => ToCim(Boot + TimeSpan.FromTicks((long)ticks * (TimeSpan.TicksPerSecond / ClockTicks)));

    private DateTimeOffset ReadBoot()
    {
        var seconds = Fields.After(KernelFile.ReadAll(Path.Combine(Paths.Proc, "stat")), "btime "u8);
        return DateTimeOffset.FromUnixTimeSeconds((long)(seconds ?? 0));
    }
}
