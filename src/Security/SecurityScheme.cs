namespace Sekimori.Security;

/// <summary>
/// The schemes that make a <see cref="SecurityContext"/>. The values are RPC's authentication types ([MS-RPCE] 2.2.1.1.7).
/// </summary>
public enum SecurityScheme : byte
{
    /// <summary>No authentication (RPC_C_AUTHN_NONE).</summary>
    None = 0,

    /// <summary>SPNEGO, which agrees on one of the others (RPC_C_AUTHN_GSS_NEGOTIATE).</summary>
    Spnego = 9,

    /// <summary>NTLM (RPC_C_AUTHN_WINNT).</summary>
    Ntlm = 10,

    /// <summary>Kerberos (RPC_C_AUTHN_GSS_KERBEROS).</summary>
    Kerberos = 16,

    /// <summary>CredSSP, which WS-Management alone speaks: RPC has no number for it, and this one is nobody's.</summary>
    CredSsp = 250,
}
