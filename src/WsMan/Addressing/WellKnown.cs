namespace Sekimori.WsMan.Addressing;

/// <summary>URIs that headers and filters are compared with.</summary>
internal static class WellKnown
{
    /// <summary>The address of whoever is at the other end of the connection.</summary>
    public const string Anonymous = "http://schemas.xmlsoap.org/ws/2004/08/addressing/role/anonymous";

    /// <summary>SOAP's role of the last receiver, which is what a header without a role is for.</summary>
    public const string UltimateReceiver = "http://www.w3.org/2003/05/soap-envelope/role/ultimateReceiver";

    /// <summary>The resource of messages about messages of robust connections ([MS-WSMV] 3.1.4.18).</summary>
    public const string RobustConnection = "http://schemas.microsoft.com/wbem/wsman/1/wsman/RobustConnection";

    /// <summary>The resource of messages that a client sends by a second connection ([MS-WSMV] 3.1.4.19, 3.2.4.2.1).</summary>
    public const string FullDuplex = "http://schemas.microsoft.com/wbem/wsman/1/wsman/FullDuplex";

    /// <summary>The filter dialect WQL ([MS-WSMV] 3.1.4.1.13).</summary>
    public const string DialectWql = "http://schemas.microsoft.com/wbem/wsman/1/WQL";

    /// <summary>The filter dialect of selectors ([DSP0226] annex E).</summary>
    public const string DialectSelector = "http://schemas.dmtf.org/wbem/wsman/1/wsman/SelectorFilter";

    /// <summary>The filter dialect of associations ([DSP0227] 8.2).</summary>
    public const string DialectAssociation = "http://schemas.dmtf.org/wbem/wsman/1/cimbinding/associationFilter";

    /// <summary>XPath 1.0, of which level 1 is supported ([DSP0226] D.1).</summary>
    public const string DialectXPath = "http://www.w3.org/TR/1999/REC-xpath-19991116";
}
