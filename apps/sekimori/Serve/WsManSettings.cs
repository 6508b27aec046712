namespace Sekimori.App.Serve;

/// <summary>What the WS-Management side is told. The defaults are those of Windows.</summary>
internal sealed record WsManSettings
{
    /// <summary>The port for HTTP; 0 is off.</summary>
    public int HttpPort { get; init; } = 5985;

    /// <summary>The port for HTTPS; 0 is off.</summary>
    public int HttpsPort { get; init; } = 5986;

    /// <summary>Whether Identify is answered without a logon. It tells vendor and version.</summary>
    public bool IdentifyWithoutAuthentication { get; init; }

    /// <summary>The longest envelope in bytes.</summary>
    public int MaxEnvelope { get; init; } = 500 * 1024;

    /// <summary>The longest that an operation may take.</summary>
    public TimeSpan MaxTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Operations that one user may have open.</summary>
    public int MaxOperationsPerUser { get; init; } = 1500;

    /// <summary>Users that may have shells open at once.</summary>
    public int MaxUsers { get; init; } = 10;
}
