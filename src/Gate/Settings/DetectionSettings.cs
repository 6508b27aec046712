using System.Collections.Immutable;
using Sekimori.Detection.Sigma;

namespace Sekimori.Gate.Settings;

/// <summary>The Sigma rules for observations, and the receivers of alerts.</summary>
internal sealed record DetectionSettings
{
    /// <summary>False for no rules.</summary>
    public bool IsOn { get; init; } = true;

    /// <summary>Sigma rules beside our own: files, or folders with *.yml.</summary>
    public ImmutableArray<string> Rules { get; init; } = [];

    /// <summary>Names or ids of rules that also refuse what they match.</summary>
    public ImmutableArray<string> Deny { get; init; } = [];

    /// <summary>A suppression list; null: none.</summary>
    public string? Suppress { get; init; }

    /// <summary>The minimum severity of alerts.</summary>
    public Severity Least { get; init; } = Severity.Medium;

    /// <summary>True to write alerts to the server's log.</summary>
    public bool Terminal { get; init; } = true;

    /// <summary>A file of JSON lines; null: none.</summary>
    public string? File { get; init; }

    /// <summary>A syslog server, "udp://host:514" or "tcp://host:601"; null: none.</summary>
    public Uri? Syslog { get; init; }

    /// <summary>A URL that takes each alert as a POST of JSON; null: none.</summary>
    public Uri? Webhook { get; init; }
}
