namespace Sekimori.Client.WsMan;

/// <summary>How a client logs on.</summary>
public enum WsManAuthentication
{
    /// <summary>The strongest that the server offers and the credentials allow; never a password in the clear.</summary>
    Automatic,

    /// <summary>Without a logon: for Identify.</summary>
    None,

    /// <summary>HTTP Basic (RFC 7617), over TLS only.</summary>
    Basic,

    /// <summary>SPNEGO, which agrees on Kerberos or NTLM (RFC 4559).</summary>
    Negotiate,

    /// <summary>NTLM by itself, within the scheme Negotiate, as most clients send it.</summary>
    Ntlm,

    /// <summary>Kerberos by itself.</summary>
    Kerberos,

    /// <summary>HTTP Digest (RFC 7616), over TLS only: it encrypts nothing.</summary>
    Digest,

    /// <summary>The certificate that is shown in the TLS handshake ([DSP0226] C.3.5 https/mutual).</summary>
    Certificate,

    /// <summary>
    /// CredSSP ([MS-CSSP]): hands the password to the server once that has proved itself. Never chosen by <see cref="Automatic"/>.
    /// </summary>
    CredSsp,
}
