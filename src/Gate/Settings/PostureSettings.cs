using System.Collections.Immutable;

namespace Sekimori.Gate.Settings;

/// <summary>The regular audit of other hosts by this server.</summary>
internal sealed record PostureSettings
{
    /// <summary>Hosts, networks, files, "service-map" and directories, as `sekimori audit run` takes them; empty for no audit.</summary>
    public ImmutableArray<string> Targets { get; init; } = [];

    /// <summary>The account for targets that are directories; null for none.</summary>
    public PostureDirectorySettings? Directory { get; init; }

    /// <summary>When, as a cron text in the local time zone: minute, hour, day, month, weekday; six fields begin with seconds.</summary>
    public string Schedule { get; init; } = "0 3 * * 1";

    /// <summary>Where this server stands: inside, users or outside.</summary>
    public string From { get; init; } = "inside";

    /// <summary>Hosts that are asked at once.</summary>
    public int Parallel { get; init; } = 64;

    /// <summary>Whether to ask 135, 5985 and 5986 only.</summary>
    public bool DoorsOnly { get; init; }

    /// <summary>Runs that are kept. A weekly audit of half a year.</summary>
    public int Keep { get; init; } = 26;

    /// <summary>Accepted findings besides those of the store; null for none.</summary>
    public string? Waivers { get; init; }

    /// <summary>A file with the connection string of a PostgreSQL database; null for posture.db in the data folder.</summary>
    public string? DatabaseFile { get; init; }
}
