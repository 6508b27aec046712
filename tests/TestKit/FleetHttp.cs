using System.Globalization;

namespace Sekimori.TestKit;

/// <summary>The WS-Management of a host of a <see cref="LoopbackFleet"/>.</summary>
internal static class FleetHttp
{
    /// <summary>The length of the body that a request's head announces.</summary>
    public static int LengthOf(string head)
    {
        const string Name = "Content-Length: ";
        var at = head.IndexOf(Name, StringComparison.OrdinalIgnoreCase);
        return at < 0 ? 0 : int.Parse(head[(at + Name.Length)..].Split('\r')[0], CultureInfo.InvariantCulture);
    }

    /// <summary>The answer to a request.</summary>
    public static string Answer(string request, int body, PlantedFault fault)
    {
        if (request.AsSpan(body).Contains("<wsmid:Identify/>", StringComparison.Ordinal)
            && fault is PlantedFault.Identify or PlantedFault.Omi)
            return Message("200 OK", "", "<e><i><ProductVendor>" + (fault == PlantedFault.Omi ? "Open Management Infrastructure" : "Acme")
                + "</ProductVendor><ProductVersion>1.6.8-0</ProductVersion></i></e>");
        if (request.AsSpan(body).Contains("/Enumerate</", StringComparison.Ordinal) && fault == PlantedFault.NoLogon)
            return Message("200 OK", "", "<e><n:EnumerateResponse xmlns:n=\"u\"/></e>");
        var scheme = fault switch
        {
            PlantedFault.Basic => "WWW-Authenticate: Basic realm=\"WSMAN\"\r\n",
            PlantedFault.Digest => "WWW-Authenticate: Digest realm=\"x\", nonce=\"1\"\r\n",
            PlantedFault.CredSsp => "WWW-Authenticate: CredSSP\r\n",
            _ => "",
        };
        return Message("401 Unauthorized", "WWW-Authenticate: Negotiate\r\n" + scheme, "");
    }

    private static string Message(string status, string headers, string body) =>
        string.Create(CultureInfo.InvariantCulture,
            $"HTTP/1.1 {status}\r\nServer: Microsoft-HTTPAPI/2.0\r\n{headers}") + string.Create(CultureInfo.InvariantCulture,
            $"Content-Length: {body.Length}\r\nConnection: close\r\n\r\n{body}");
}
