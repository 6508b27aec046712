namespace Sekimori.WsMan.Soap;

/// <summary>The XML namespaces of the protocol ([DSP0226] A.1, [MS-WSMV] 2.2.1), and the prefixes that Windows writes for them.</summary>
internal static class Namespaces
{
    /// <summary>SOAP 1.2, prefix <c>s</c>.</summary>
    public const string Soap = "http://www.w3.org/2003/05/soap-envelope";

    /// <summary>SOAP 1.1, known only to be refused with a version fault.</summary>
    public const string Soap11 = "http://schemas.xmlsoap.org/soap/envelope/";

    /// <summary>WS-Addressing of August 2004, prefix <c>a</c>.</summary>
    public const string Addressing = "http://schemas.xmlsoap.org/ws/2004/08/addressing";

    /// <summary>WS-Transfer, prefix <c>x</c>.</summary>
    public const string Transfer = "http://schemas.xmlsoap.org/ws/2004/09/transfer";

    /// <summary>WS-Enumeration, prefix <c>n</c>.</summary>
    public const string Enumeration = "http://schemas.xmlsoap.org/ws/2004/09/enumeration";

    /// <summary>WS-Eventing, prefix <c>e</c>.</summary>
    public const string Eventing = "http://schemas.xmlsoap.org/ws/2004/08/eventing";

    /// <summary>WS-Management, prefix <c>w</c>.</summary>
    public const string WsMan = "http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd";

    /// <summary>Microsoft's extensions of WS-Management, prefix <c>p</c>.</summary>
    public const string WsManMicrosoft = "http://schemas.microsoft.com/wbem/wsman/1/wsman.xsd";

    /// <summary>The Identify exchange, prefix <c>wsmid</c>.</summary>
    public const string Identity = "http://schemas.dmtf.org/wbem/wsman/identity/1/wsmanidentity.xsd";

    /// <summary>The detail of a fault that Windows clients read, prefix <c>f</c>.</summary>
    public const string WsManFault = "http://schemas.microsoft.com/wbem/wsman/1/wsmanfault";

    /// <summary>The CIM binding's own elements, prefix <c>b</c> ([DSP0227]).</summary>
    public const string CimBinding = "http://schemas.dmtf.org/wbem/wsman/1/cimbinding.xsd";

    /// <summary>The types that CIM adds to XML Schema, prefix <c>cim</c> ([DSP0230] 8).</summary>
    public const string CimCommon = "http://schemas.dmtf.org/wbem/wscim/1/common";

    /// <summary>Remote shells, prefix <c>rsp</c>.</summary>
    public const string Shell = "http://schemas.microsoft.com/wbem/wsman/1/windows/shell";

    /// <summary>The service's configuration, prefix <c>cfg</c>.</summary>
    public const string Config = "http://schemas.microsoft.com/wbem/wsman/1/config";

    /// <summary>XML Schema instances, prefix <c>xsi</c>.</summary>
    public const string SchemaInstance = "http://www.w3.org/2001/XMLSchema-instance";

    /// <summary>The namespace that the prefix <c>xml</c> is bound to.</summary>
    public const string Xml = "http://www.w3.org/XML/1998/namespace";

    /// <summary>The namespace that the prefix <c>xmlns</c> is bound to.</summary>
    public const string Xmlns = "http://www.w3.org/2000/xmlns/";

    /// <summary>openwsman's own: options of its client that [DSP0227] does not have.</summary>
    public const string Openwsman = "http://schema.openwsman.org/2006/openwsman";
}
