namespace Sekimori.Survey;

/// <summary>The envelopes that are sent without a logon. None of them changes anything.</summary>
internal static class WsManQuestions
{
    /// <summary>Identify ([DSP0226] 11.2).</summary>
    public const string Identify =
        "<s:Envelope xmlns:s=\"http://www.w3.org/2003/05/soap-envelope\" " +
        "xmlns:wsmid=\"http://schemas.dmtf.org/wbem/wsman/identity/1/wsmanidentity.xsd\">" +
        "<s:Header/><s:Body><wsmid:Identify/></s:Body></s:Envelope>";

    /// <summary>
    /// Enumerate of one object ([DSP0226] 8.2) of a class that every product has: a read, whose context ends with the connection or after
    /// a minute.
    /// </summary>
    /// <param name="address">The service's own address.</param>
    /// <param name="id">A UUID for the message.</param>
    public static string Enumerate(string address, Guid id) =>
        "<s:Envelope xmlns:s=\"http://www.w3.org/2003/05/soap-envelope\" xmlns:a=\"http://schemas.xmlsoap.org/ws/2004/08/addressing\" " +
        "xmlns:n=\"http://schemas.xmlsoap.org/ws/2004/09/enumeration\" " +
        "xmlns:w=\"http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd\"><s:Header>" +
        $"<a:To>{address}</a:To><a:ReplyTo>" +
        "<a:Address>http://schemas.xmlsoap.org/ws/2004/08/addressing/role/anonymous</a:Address></a:ReplyTo>" +
        "<a:Action>http://schemas.xmlsoap.org/ws/2004/09/enumeration/Enumerate</a:Action>" +
        "<w:ResourceURI>http://schemas.dmtf.org/wbem/wscim/1/cim-schema/2/CIM_OperatingSystem</w:ResourceURI>" +
        $"<a:MessageID>uuid:{id}</a:MessageID><w:MaxEnvelopeSize>51200</w:MaxEnvelopeSize><w:OperationTimeout>PT10S</w:OperationTimeout>" +
        "</s:Header><s:Body><n:Enumerate><n:Expires>PT60S</n:Expires><w:OptimizeEnumeration/><w:MaxElements>1</w:MaxElements>" +
        "</n:Enumerate></s:Body></s:Envelope>";
}
