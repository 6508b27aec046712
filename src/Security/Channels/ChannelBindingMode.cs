namespace Sekimori.Security.Channels;

/// <summary>
/// CbtHardeningLevel ([MS-WSMV] 2.2.4.1 winrm/config): what to do about a handshake that is bound to a TLS channel or not.
/// </summary>
public enum ChannelBindingMode
{
    /// <summary>Bindings are ignored.</summary>
    None,

    /// <summary>
    /// A handshake that names another channel is denied; one that names none is accepted, because many clients name none.
    /// </summary>
    Relaxed,

    /// <summary>A handshake that names another channel, or none, is denied.</summary>
    Strict,
}
