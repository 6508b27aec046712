namespace Sekimori.WsMan.Faults;

/// <summary>The action URIs of faults, one for each specification that defines subcodes ([DSP0226] 14.6).</summary>
internal static class FaultActions
{
    /// <summary>Of WS-Management's own subcodes.</summary>
    public const string WsMan = "http://schemas.dmtf.org/wbem/wsman/1/wsman/fault";

    /// <summary>Of WS-Addressing's subcodes, and of faults without one.</summary>
    public const string Addressing = "http://schemas.xmlsoap.org/ws/2004/08/addressing/fault";

    /// <summary>Of WS-Transfer's subcodes.</summary>
    public const string Transfer = "http://schemas.xmlsoap.org/ws/2004/09/transfer/fault";

    /// <summary>Of WS-Enumeration's subcodes.</summary>
    public const string Enumeration = "http://schemas.xmlsoap.org/ws/2004/09/enumeration/fault";

    /// <summary>Of WS-Eventing's subcodes.</summary>
    public const string Eventing = "http://schemas.xmlsoap.org/ws/2004/08/eventing/fault";
}
