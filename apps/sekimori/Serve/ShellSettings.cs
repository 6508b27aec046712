using System.Collections.Immutable;

namespace Sekimori.App.Serve;

/// <summary>What remote shells may do. The defaults are those of Windows.</summary>
internal sealed record ShellSettings
{
    /// <summary>Shells that one user may have open.</summary>
    public int MaxPerUser { get; init; } = 30;

    /// <summary>Processes that run in one shell.</summary>
    public int MaxProcesses { get; init; } = 25;

    /// <summary>A shell that nobody asks after for this long goes, with its processes.</summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromHours(2);

    /// <summary>Names that clients call, and the program that runs in their place; letter case is disregarded.</summary>
    public ImmutableDictionary<string, string> Commands { get; init; } =
        ImmutableDictionary.Create<string, string>(StringComparer.OrdinalIgnoreCase).Add("powershell", "pwsh").Add("powershell.exe", "pwsh");
}
