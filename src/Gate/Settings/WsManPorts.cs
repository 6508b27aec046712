namespace Sekimori.Gate.Settings;

/// <summary>The ports of WS-Management.</summary>
internal sealed record WsManPorts
{
    /// <summary>The port for HTTP; 0 is off.</summary>
    public int Http { get; init; } = 5985;

    /// <summary>The port for HTTPS; 0 is off.</summary>
    public int Https { get; init; } = 5986;
}
