namespace Sekimori.Rpc.Pdu;

/// <summary>auth_type: the security provider ([MS-RPCE] 2.2.1.1.7).</summary>
internal enum AuthenticationType : byte
{
    /// <summary>RPC_C_AUTHN_NONE.</summary>
    None = 0x00,

    /// <summary>RPC_C_AUTHN_GSS_NEGOTIATE: SPNEGO.</summary>
    Negotiate = 0x09,

    /// <summary>RPC_C_AUTHN_WINNT: NTLM.</summary>
    Ntlm = 0x0a,

    /// <summary>RPC_C_AUTHN_GSS_SCHANNEL: TLS.</summary>
    Schannel = 0x0e,

    /// <summary>RPC_C_AUTHN_GSS_KERBEROS.</summary>
    Kerberos = 0x10,

    /// <summary>RPC_C_AUTHN_NETLOGON.</summary>
    Netlogon = 0x44,

    /// <summary>RPC_C_AUTHN_DEFAULT: the same as <see cref="Ntlm"/>.</summary>
    Default = 0xff,
}
