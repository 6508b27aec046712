using System.Buffers;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Sekimori.Security;
using Sekimori.Security.Credentials;
using Sekimori.WsMan.Encryption;

namespace Sekimori.Interop.WsMan;

/// <summary>
/// One HTTP connection on which a test makes each step itself: handshakes, encrypted messages, and what a real client would not send.
/// </summary>
internal sealed class RawClient(Uri address, X509Certificate2? certificate = null) : IDisposable
{
    public const string Identify =
        "<s:Envelope xmlns:s=\"http://www.w3.org/2003/05/soap-envelope\" " +
        "xmlns:i=\"http://schemas.dmtf.org/wbem/wsman/identity/1/wsmanidentity.xsd\"><s:Header/><s:Body>" +
        "<i:Identify/></s:Body></s:Envelope>";

    private const string SoapType = "application/soap+xml;charset=UTF-8";

    private readonly HttpClient _http = new(new SocketsHttpHandler
    {
        MaxConnectionsPerServer = 1, UseProxy = false,
        SslOptions = new()
        {
            RemoteCertificateValidationCallback = (_, _, _, _) => true, ClientCertificates = certificate is null ? null : [certificate]
        },
    })
    { Timeout = TimeSpan.FromSeconds(30) };

    /// <summary>Sends a request.</summary>
    public Task<HttpResponseMessage> SendAsync(byte[] body, string type = SoapType, string? authorization = null) =>
        SendAsync(new ByteArrayContent(body), type, authorization);

    /// <summary>Sends a request.</summary>
    /// <param name="body">The body; null for none.</param>
    /// <param name="type">Its type.</param>
    /// <param name="authorization">The header; null for none.</param>
    /// <param name="method">The method; null for POST.</param>
    public async Task<HttpResponseMessage> SendAsync(HttpContent? body, string type, string? authorization, HttpMethod? method = null)
    {
        using var request = new HttpRequestMessage(method ?? HttpMethod.Post, address) { Content = body };
        if (body is not null) request.Content!.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        if (authorization is not null) request.Headers.TryAddWithoutValidation("Authorization", authorization);
        return await _http.SendAsync(request);
    }

    /// <summary>Logs on; the connection's context, or null if the server refuses.</summary>
    /// <param name="scheme">The scheme's name in HTTP.</param>
    /// <param name="context">The context's scheme.</param>
    /// <param name="initiator">Makes the context.</param>
    /// <param name="options">The context's options.</param>
    /// <param name="method">The method of the handshake; null for POST.</param>
    public async Task<SecurityContext?> LogonAsync(
        string scheme, SecurityScheme context, ISecurityInitiator initiator, ContextOptions options, HttpMethod? method = null)
    {
        var client = initiator.Initiate(context, options)!;
        byte[] theirs = [];
        while (true)
        {
            var step = client.Step(theirs);
            if (step.State == StepState.Refused) return null;
            if (step.State == StepState.Complete && step.Token.IsEmpty) return client;
            using var answer = await SendAsync(
                method == HttpMethod.Get ? null : new ByteArrayContent([]), SoapType, $"{scheme} {Convert.ToBase64String(step.Token.Span)}",
                method);
            var token = answer.Headers.WwwAuthenticate.FirstOrDefault(header =>
                header.Scheme == scheme && header.Parameter is not null)?.Parameter;
            if (token is null) return answer.StatusCode == HttpStatusCode.OK && client.IsComplete ? client : null;
            theirs = Convert.FromBase64String(token);
        }
    }

    /// <summary>Logs on as an account of the test server.</summary>
    public Task<SecurityContext?> LogonAsync(string user = "operator", string password = WsManTestServer.Password) =>
        LogonAsync("Negotiate", SecurityScheme.Ntlm, new SecurityInitiator(PasswordCredential.Parse(user, password)), new ContextOptions());

    /// <summary>An envelope, encrypted.</summary>
    public static (byte[] Body, string Type) Encrypt(SecurityContext context, string envelope = Identify)
    {
        var message = new ArrayBufferWriter<byte>();
        var bytes = Encoding.UTF8.GetBytes(envelope);
        MessageEncryption.Encrypt(context, bytes, SoapType, message);
        return (message.WrittenSpan.ToArray(), MessageEncryption.ContentType(context, bytes.Length));
    }

    /// <summary>An answer, decrypted.</summary>
    public static async Task<string> DecryptAsync(SecurityContext context, HttpResponseMessage answer)
    {
        Assert.True(MessageEncryption.IsEncrypted(answer.Content.Headers.ContentType?.ToString()));
        Assert.Null(MessageEncryption.Decrypt(context, await answer.Content.ReadAsByteArrayAsync(), out var envelope));
        return Encoding.UTF8.GetString(envelope.Span);
    }

    public void Dispose() => _http.Dispose();
}
