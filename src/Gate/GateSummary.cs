using Sekimori.Gate.Listening;
using Sekimori.Gate.Settings;
using Sekimori.Server.Tls;
using Sekimori.WsMan.Operations;

namespace Sekimori.Gate;

/// <summary>The state of an opened gate, for the banner. Each text is one line.</summary>
internal sealed record GateSummary
{
    /// <summary>The settings it was opened with.</summary>
    public required GateSettings Settings { get; init; }

    /// <summary>The settings of WS-Management, with the changes made through winrm/config.</summary>
    public required WsManSettings WsMan { get; init; }

    /// <summary>Where it listens.</summary>
    public required ListenPlan Plan { get; init; }

    /// <summary>The data folder.</summary>
    public required string Folder { get; init; }

    /// <summary>The policy.</summary>
    public required string Policy { get; init; }

    /// <summary>The audit log; null if there is none.</summary>
    public string? Audit { get; init; }

    /// <summary>The detection rules; null if there are none.</summary>
    public string? Rules { get; init; }

    /// <summary>Where the service map is kept; null if there is none.</summary>
    public string? Map { get; init; }

    /// <summary>The address of counters and health; null if they are off.</summary>
    public string? Metrics { get; init; }

    /// <summary>Connection limits and descriptors.</summary>
    public required string Limits { get; init; }

    /// <summary>What protects the keys of stored secrets.</summary>
    public required string Secrets { get; init; }

    /// <summary>The certificate of HTTPS; null if HTTPS is off.</summary>
    public ServerCertificate? Certificate { get; init; }

    /// <summary>The number of accounts.</summary>
    public required int Accounts { get; init; }
}
