namespace Sekimori.Security.Spnego;

/// <summary>The object identifiers of mechanisms.</summary>
internal static class MechOid
{
    /// <summary>SPNEGO itself (RFC 4178 1).</summary>
    public const string Spnego = "1.3.6.1.5.5.2";

    /// <summary>Kerberos V (RFC 4121 1).</summary>
    public const string Kerberos = "1.2.840.113554.1.2.2";

    /// <summary>The same with a digit lost in Windows 2000 (RFC 4178 Appendix C), and named first by Windows ever since.</summary>
    public const string MicrosoftKerberos = "1.2.840.48018.1.2.2";

    /// <summary>NTLM ([MS-NLMP] 1.9).</summary>
    public const string Ntlm = "1.3.6.1.4.1.311.2.2.10";

    /// <summary>The scheme that <paramref name="oid"/> means; null for one that we do not have.</summary>
    public static SecurityScheme? Scheme(string oid) => oid switch
    {
        Kerberos or MicrosoftKerberos => SecurityScheme.Kerberos,
        Ntlm => SecurityScheme.Ntlm,
        _ => null,
    };
}
