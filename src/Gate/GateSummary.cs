using Sekimori.Gate.Listening;
using Sekimori.Gate.Settings;
using Sekimori.Server.Tls;
using Sekimori.WsMan.Operations;

namespace Sekimori.Gate;

/// <summary>What people are told of a gate that has been opened. Each line is for people.</summary>
public sealed record GateSummary
{
    /// <summary>The settings it was opened with.</summary>
    public required GateSettings Settings { get; init; }

    /// <summary>The settings of WS-Management, with what was changed through winrm/config.</summary>
    public required WsManSettings WsMan { get; init; }

    /// <summary>Where it listens.</summary>
    public required ListenPlan Plan { get; init; }

    /// <summary>The data folder.</summary>
    public required string Folder { get; init; }

    /// <summary>The policy.</summary>
    public required string Policy { get; init; }

    /// <summary>The audit log; null where there is none.</summary>
    public string? Audit { get; init; }

    /// <summary>The detection rules; null where there are none.</summary>
    public string? Rules { get; init; }

    /// <summary>Where the service map is kept; null where there is none.</summary>
    public string? Map { get; init; }

    /// <summary>Where counters and health are; null where they are off.</summary>
    public string? Metrics { get; init; }

    /// <summary>Places and descriptors.</summary>
    public required string Limits { get; init; }

    /// <summary>What protects the keys of stored secrets.</summary>
    public required string Secrets { get; init; }

    /// <summary>The certificate of HTTPS; null where HTTPS is off.</summary>
    public ServerCertificate? Certificate { get; init; }

    /// <summary>How many accounts there are.</summary>
    public required int Accounts { get; init; }
}
