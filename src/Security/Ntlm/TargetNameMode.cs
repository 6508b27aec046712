namespace Sekimori.Security.Ntlm;

/// <summary>How the service that an NTLM client names (MsvAvTargetName) is checked.</summary>
public enum TargetNameMode
{
    /// <summary>Nothing.</summary>
    Off,

    /// <summary>A handshake for another host is denied; one that names no host, or marks it as unverified,
    /// name, passes.</summary>
    Relaxed,

    /// <summary>The handshake must name this host and one of the services that are served here, or is denied.</summary>
    Strict,
}
