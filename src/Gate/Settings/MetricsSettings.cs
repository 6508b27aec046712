using System.Net;

namespace Sekimori.Gate.Settings;

/// <summary>Where metrics and health are served. Off unless a port or a collector is set.</summary>
internal sealed record MetricsSettings
{
    /// <summary>The port for /metrics and /health; 0 is off.</summary>
    public int Port { get; init; }

    /// <summary>The address of that port: this machine only.</summary>
    public IPAddress Address { get; init; } = IPAddress.Loopback;

    /// <summary>An OTLP collector, "http://host:4317"; null: none.</summary>
    public Uri? Otlp { get; init; }

    /// <summary>The interval between exports.</summary>
    public TimeSpan Every { get; init; } = TimeSpan.FromMinutes(1);
}
