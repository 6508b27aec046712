namespace Sekimori.Security.Channels;

/// <summary>CbtHardeningLevel ([MS-WSMV] 2.2.4.1 winrm/config): what to do about a handshake that is bound to a TLS channel or not.</summary>
public enum ChannelBindingMode
{
    /// <summary>Bindings are ignored.</summary>
    None,

    /// <summary>A handshake that names another channel is refused; one that names none is taken, since many clients name none.</summary>
    Relaxed,

    /// <summary>A handshake that names another channel, or none, is refused.</summary>
    Strict,
}
