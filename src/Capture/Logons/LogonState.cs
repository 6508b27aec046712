namespace Sekimori.Capture.Logons;

/// <summary>Who a session or connection belongs to, as far as it was seen: shared by a session of SMB and the pipes opened in it.</summary>
internal sealed class LogonState
{
    public string Account = "";
    public string Scheme = "";
}
