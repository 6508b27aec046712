namespace Sekimori.Security.Ntlm;

/// <summary>What is done about the service that an NTLM client says it means (MsvAvTargetName).</summary>
public enum TargetNameMode
{
    /// <summary>Nothing.</summary>
    Off,

    /// <summary>A handshake that was made for another host is refused; one that names no host, or says that it could not verify the
    /// name, passes.</summary>
    Relaxed,

    /// <summary>The handshake names this host and one of the services that are served here, or is refused.</summary>
    Strict,
}
