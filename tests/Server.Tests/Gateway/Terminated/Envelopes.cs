namespace Sekimori.Server.Tests.Gateway.Terminated;

/// <summary>Envelopes as text, for what no honest client sends.</summary>
internal static class Envelopes
{
    public const string Shell = "http://schemas.microsoft.com/wbem/wsman/1/windows/shell/cmd";
    public const string System = "http://schemas.microsoft.com/wbem/wsman/1/wmi/root/cimv2/Win32_OperatingSystem";

    public static string Get => Request("http://schemas.xmlsoap.org/ws/2004/09/transfer/Get", System);

    public static string Identify => """
        <s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope"><s:Header/><s:Body><i:Identify
        xmlns:i="http://schemas.dmtf.org/wbem/wsman/identity/1/wsmanidentity.xsd"/></s:Body></s:Envelope>
        """;

    public static string Request(string action, string resource, string body = "", string selectors = "") => $"""
        <s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope" xmlns:a="http://schemas.xmlsoap.org/ws/2004/08/addressing"
        xmlns:w="http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd" xmlns:rsp="http://schemas.microsoft.com/wbem/wsman/1/windows/shell"
        xmlns:n="http://schemas.xmlsoap.org/ws/2004/09/enumeration"><s:Header><a:To>http://x/wsman</a:To><a:ReplyTo><a:Address>
        http://schemas.xmlsoap.org/ws/2004/08/addressing/role/anonymous</a:Address></a:ReplyTo>
        <a:MessageID>uuid:{Guid.NewGuid()}</a:MessageID>
        <a:Action>{action}</a:Action><w:ResourceURI>{resource}</w:ResourceURI><w:OperationTimeout>PT10S</w:OperationTimeout>{selectors}
        </s:Header><s:Body>{body}</s:Body></s:Envelope>
        """;

    public static string OfShell(string id) => $"<w:SelectorSet><w:Selector Name=\"ShellId\">{id}</w:Selector></w:SelectorSet>";
}
