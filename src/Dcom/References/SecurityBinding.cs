namespace Sekimori.Dcom.References;

/// <summary>SECURITYBINDING ([MS-DCOM] 2.2.19.4): how a caller can authenticate.</summary>
/// <param name="Service">wAuthnSvc: the security provider ([MS-RPCE] 2.2.1.1.7).</param>
/// <param name="Principal">The service principal name; empty if there is none.</param>
internal readonly record struct SecurityBinding(ushort Service, string Principal)
{
    /// <summary>RPC_C_AUTHN_GSS_NEGOTIATE.</summary>
    public const ushort Negotiate = 9;

    /// <summary>RPC_C_AUTHN_WINNT.</summary>
    public const ushort Ntlm = 10;

    /// <summary>RPC_C_AUTHN_GSS_KERBEROS.</summary>
    public const ushort Kerberos = 16;
}
