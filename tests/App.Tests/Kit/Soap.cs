using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace Sekimori.App.Tests.Kit;

/// <summary>Envelopes for a running server, sent as they have ended HTTPS with Basic.</summary>
internal static class Soap
{
    /// <summary>An envelope.</summary>
    public static string Envelope(string resource, string action, string body) =>
        "<s:Envelope xmlns:s=\"http://www.w3.org/2003/05/soap-envelope\" xmlns:a=\"http://schemas.xmlsoap.org/ws/2004/08/addressing\" "
        + "xmlns:n=\"http://schemas.xmlsoap.org/ws/2004/09/enumeration\" " +
        "xmlns:w=\"http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd\"><s:Header>"
        + $"<w:ResourceURI>" +
        $"{resource}</w:ResourceURI><a:ReplyTo><a:Address>http://schemas.xmlsoap.org/ws/2004/08/addressing/role/anonymous</a:Address>" +
        "</a:ReplyTo>"
        + $"<a:Action>{action}</a:Action><a:MessageID>uuid:{Guid.NewGuid()}</a:MessageID></s:Header><s:Body>{body}</s:Body></s:Envelope>";

    /// <summary>Sends one as alice.</summary>
    public static async Task<(HttpStatusCode Status, string Body)> PostAsync(
        ServeCommand server, string envelope, string password = "Geheim-1234", string charset = "utf-8")
    {
        var token = TestContext.Current.CancellationToken;
        using var client = new HttpClient(
            new SocketsHttpHandler { SslOptions = { RemoteCertificateValidationCallback = (_, _, _, _) => true } });
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(envelope))
        {
            Headers = { ContentType = MediaTypeHeaderValue.Parse($"application/soap+xml;charset={charset}") }
        };
        using var request = new HttpRequestMessage(HttpMethod.Post, $"https://127.0.0.1:{server.HttpsPort}/wsman") { Content = content };
        request.Headers.Authorization =
            new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"alice:{password}")));
        using var response = await client.SendAsync(request, token);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(token));
    }
}
