namespace Sekimori.WsMan.Operations;

/// <summary>The action URIs of requests. A reply's action is the request's with "Response" after it.</summary>
internal static class Actions
{
    private const string Transfer = "http://schemas.xmlsoap.org/ws/2004/09/transfer/";
    private const string Enumeration = "http://schemas.xmlsoap.org/ws/2004/09/enumeration/";
    private const string Eventing = "http://schemas.xmlsoap.org/ws/2004/08/eventing/";
    private const string Messages = "http://schemas.microsoft.com/wbem/wsman/1/wsman/";
    private const string Shells = "http://schemas.microsoft.com/wbem/wsman/1/windows/shell/";

    /// <summary>WS-Transfer Get.</summary>
    public const string Get = Transfer + "Get";

    /// <summary>WS-Transfer Put.</summary>
    public const string Put = Transfer + "Put";

    /// <summary>WS-Transfer Create.</summary>
    public const string Create = Transfer + "Create";

    /// <summary>WS-Transfer Delete.</summary>
    public const string Delete = Transfer + "Delete";

    /// <summary>WS-Enumeration Enumerate.</summary>
    public const string Enumerate = Enumeration + "Enumerate";

    /// <summary>WS-Enumeration Pull.</summary>
    public const string Pull = Enumeration + "Pull";

    /// <summary>WS-Enumeration Release.</summary>
    public const string Release = Enumeration + "Release";

    /// <summary>WS-Enumeration Renew.</summary>
    public const string Renew = Enumeration + "Renew";

    /// <summary>WS-Enumeration GetStatus.</summary>
    public const string GetStatus = Enumeration + "GetStatus";

    /// <summary>WS-Eventing Subscribe, which is refused.</summary>
    public const string Subscribe = Eventing + "Subscribe";

    /// <summary>WS-Eventing Unsubscribe, which is refused.</summary>
    public const string Unsubscribe = Eventing + "Unsubscribe";

    /// <summary>Starts a command in a shell ([MS-WSMV] 3.1.4.11).</summary>
    public const string Command = Shells + "Command";

    /// <summary>Signals a command ([MS-WSMV] 3.1.4.12).</summary>
    public const string Signal = Shells + "Signal";

    /// <summary>Sends input to a command ([MS-WSMV] 3.1.4.13).</summary>
    public const string Send = Shells + "Send";

    /// <summary>Fetches output of a command ([MS-WSMV] 3.1.4.14).</summary>
    public const string Receive = Shells + "Receive";

    /// <summary>Leaves a shell without closing it ([MS-WSMV] 3.1.4.15).</summary>
    public const string Disconnect = Shells + "Disconnect";

    /// <summary>Reconnects the same client to a shell ([MS-WSMV] 3.1.4.16).</summary>
    public const string Reconnect = Shells + "Reconnect";

    /// <summary>Connects another client to a shell ([MS-WSMV] 3.1.4.17).</summary>
    public const string Connect = Shells + "Connect";

    /// <summary>Acknowledges messages ([MS-WSMV] 3.1.4.18).</summary>
    public const string Acknowledge = Messages + "Acknowledge";

    /// <summary>Reports that an operation is no longer of interest ([MS-WSMV] 3.1.4.19).</summary>
    public const string End = Messages + "End";

    /// <summary>Ends an operation before its time ([MS-WSMV] 3.1.4.20).</summary>
    public const string Cancel = Messages + "Cancel";

    /// <summary>Keeps a client's second connection busy ([MS-WSMV] 3.2.4.2.1.2; 2.2.2.1 writes KeepAlive).</summary>
    public const string KeepAlive = Messages + "Keepalive";
}
