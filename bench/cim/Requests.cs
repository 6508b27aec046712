using System.Text;

namespace Sekimori.Bench.Cim;

/// <summary>Requests of WS-Management.</summary>
public static class Requests
{
    /// <summary>Enumerate of a class of root/cimv2, whose rows all come with the answer.</summary>
    /// <param name="name">The class.</param>
    /// <param name="rows">How many rows.</param>
    public static byte[] EnumerateAll(string name, int rows) => Encoding.UTF8.GetBytes($"""
        <s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope"
            xmlns:a="http://schemas.xmlsoap.org/ws/2004/08/addressing"
            xmlns:w="http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd"
            xmlns:n="http://schemas.xmlsoap.org/ws/2004/09/enumeration">
        <s:Header><a:To>http://h/wsman</a:To>
        <w:ResourceURI>http://schemas.microsoft.com/wbem/wsman/1/wmi/root/cimv2/{name}</w:ResourceURI>
        <a:ReplyTo><a:Address>http://schemas.xmlsoap.org/ws/2004/08/addressing/role/anonymous</a:Address></a:ReplyTo>
        <a:Action>http://schemas.xmlsoap.org/ws/2004/09/enumeration/Enumerate</a:Action>
        <w:MaxEnvelopeSize>{64 << 20}</w:MaxEnvelopeSize>
        <a:MessageID>uuid:{Guid.NewGuid()}</a:MessageID></s:Header>
        <s:Body><n:Enumerate><w:OptimizeEnumeration/><w:MaxElements>{rows}</w:MaxElements></n:Enumerate></s:Body></s:Envelope>
        """);
}
