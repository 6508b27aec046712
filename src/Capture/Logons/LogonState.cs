namespace Sekimori.Capture.Logons;

/// <summary>Who a session or connection belongs to, as far as it was seen: shared by a session of SMB and the pipes opened in it.</summary>
internal sealed class LogonState
{
    public string Account = "";
    public string Scheme = "";

    /// <summary>The service that a Kerberos ticket was issued for; empty for NTLM, where the client may write anything.</summary>
    public string Target = "";
}
