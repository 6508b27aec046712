namespace Sekimori.Survey.Logon;

/// <summary>Which protocol a logon uses.</summary>
internal enum LogonDoorChoice
{
    /// <summary>WS-Management.</summary>
    WsMan,

    /// <summary>WMI over DCOM, encrypted.</summary>
    Wmi,

    /// <summary>
    /// WMI if no port of WS-Management accepts a connection. Nothing that happens on a port that does leads to the other door: somebody on
    /// the way could cause it.
    /// </summary>
    Auto,
}
