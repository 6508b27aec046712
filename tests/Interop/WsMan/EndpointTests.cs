using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;

namespace Sekimori.Interop.WsMan;

/// <summary>The HTTP side of the endpoint, asked by hand: logons, limits, slow and large bodies.</summary>
public sealed class EndpointTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private const string Identify =
        "<s:Envelope xmlns:s=\"http://www.w3.org/2003/05/soap-envelope\" " +
        "xmlns:i=\"http://schemas.dmtf.org/wbem/wsman/identity/1/wsmanidentity.xsd\"><s:Header/><s:Body>" +
        "<i:Identify/></s:Body></s:Envelope>";

    [Fact]
    public async Task Without_credentials_nothing_is_done_and_every_scheme_is_named()
    {
        using var client = Client();
        using var reply = await client.PostAsync(fixture.Server.Https, Envelope(Identify));
        Assert.Equal(HttpStatusCode.Unauthorized, reply.StatusCode);
        Assert.Contains(reply.Headers.WwwAuthenticate, c => c is { Scheme: "Basic", Parameter: "realm=\"WSMAN\"" });
        Assert.Equal("", await reply.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("Basic !!!")]
    [InlineData("Basic")]
    [InlineData("Bearer x")]
    [InlineData("Basic b3BlcmF0b3I=")]
    public async Task Credentials_that_are_none_are_refused(string authorization)
    {
        using var client = Client();
        client.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", authorization);
        Assert.Equal(HttpStatusCode.Unauthorized, (await client.PostAsync(fixture.Server.Https, Envelope(Identify))).StatusCode);
    }

    [Fact]
    public async Task Wrong_passwords_slow_the_next_try()
    {
        fixture.Server.Accounts.Add("slow", WsManTestServer.Password);
        using var wrong = Client("slow", "wrong");
        HttpResponseMessage reply = null!;
        for (var i = 0; i < 12 && reply?.Headers.RetryAfter is null; i++)
            reply = await wrong.PostAsync(fixture.Server.Https, Envelope(Identify));
        Assert.Equal(HttpStatusCode.Unauthorized, reply.StatusCode);
        Assert.NotNull(reply.Headers.RetryAfter);
        fixture.Server.Accounts.Remove("slow");
    }

    [Fact]
    public async Task A_change_of_the_account_ends_what_a_connection_has_proved()
    {
        fixture.Server.Accounts.Add("changing", WsManTestServer.Password);
        using var client = Client("changing");
        Assert.Equal(HttpStatusCode.OK, (await client.PostAsync(fixture.Server.Https, Envelope(Identify))).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await client.PostAsync(fixture.Server.Https, Envelope(Identify))).StatusCode);
        fixture.Server.Accounts.SetEnabled("changing", false);
        Assert.Equal(HttpStatusCode.Unauthorized, (await client.PostAsync(fixture.Server.Https, Envelope(Identify))).StatusCode);
        fixture.Server.Accounts.SetEnabled("changing", true);
        fixture.Server.Accounts.SetPassword("changing", "Another-Password-1");
        Assert.Equal(HttpStatusCode.Unauthorized, (await client.PostAsync(fixture.Server.Https, Envelope(Identify))).StatusCode);
        fixture.Server.Accounts.Remove("changing");
    }

    [Theory]
    [InlineData("GET", "/wsman", HttpStatusCode.OK)]
    [InlineData("PUT", "/wsman", HttpStatusCode.MethodNotAllowed)]
    [InlineData("DELETE", "/wsman", HttpStatusCode.MethodNotAllowed)]
    [InlineData("POST", "/", HttpStatusCode.NotFound)]
    [InlineData("POST", "/wsman/../etc", HttpStatusCode.NotFound)]
    [InlineData("POST", "/wsman/", HttpStatusCode.OK)]
    [InlineData("POST", "/WSMAN", HttpStatusCode.OK)]
    public async Task Only_the_service_s_paths_and_methods_are_answered(string method, string path, HttpStatusCode status)
    {
        using var client = Client("reader");
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(fixture.Server.Https, path));
        if (method == "POST") request.Content = Envelope(Identify);
        Assert.Equal(status, (await client.SendAsync(request)).StatusCode);
    }

    [Fact]
    public async Task A_gigabyte_that_is_announced_is_refused_unread()
    {
        var reply =
            await RawAsync(
            "POST /wsman HTTP/1.1\r\nHost: x\r\nContent-Type: application/soap+xml\r\nContent-Length: 1073741824\r\nAuthorization: "
            + Authorization("reader") + "\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 413", reply);
        Assert.Contains("ServiceEnvelopeLimit", reply);
    }

    [Fact]
    public async Task A_body_in_chunks_without_end_is_refused_at_the_limit()
    {
        using var client = Client("reader");
        using var content = new EndlessContent();
        content.Headers.ContentType = MediaTypeHeaderValue.Parse("application/soap+xml;charset=UTF-8");
        try
        {
            using var reply = await client.PostAsync(fixture.Server.Https, content);
            Assert.Equal(HttpStatusCode.RequestEntityTooLarge, reply.StatusCode);
        }
        catch (HttpRequestException)
        {
            // The connection was closed under the writer, which never stops to read.
        }
        Assert.InRange(content.Sent, 0, 16 * 1024 * 1024);
    }

    [Fact]
    public async Task A_body_at_one_byte_a_second_is_cut_off_and_others_are_served()
    {
        var watch = Stopwatch.StartNew();
        using var socket = await ConnectAsync(fixture.Server.Http);
        await using var stream = new NetworkStream(socket);
        await stream.WriteAsync(
            Encoding.ASCII.GetBytes(
            "POST /wsman HTTP/1.1\r\nHost: x\r\nWSMANIDENTIFY: unauthenticated\r\nContent-Type: application/soap+xml\r\nContent-Length: " +
            "300\r\n\r\n"));
        var closed = Task.Run(async () =>
        {
            var buffer = new byte[1024];
            while (await stream.ReadAsync(buffer) > 0)
            {
            }
        });
        using var client = Client("reader");
        while (!closed.IsCompleted && watch.Elapsed < TimeSpan.FromSeconds(60))
        {
            try
            {
                await stream.WriteAsync("<"u8.ToArray());
            }
            catch (IOException)
            {
                break;
            }
            Assert.Equal(HttpStatusCode.OK, (await client.PostAsync(fixture.Server.Https, Envelope(Identify))).StatusCode);
            await Task.Delay(1000);
        }
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task Nobody_who_has_not_logged_on_sends_a_large_identify()
    {
        using var client = Client();
        client.DefaultRequestHeaders.Add("WSMANIDENTIFY", "unauthenticated");
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge,
            (await client.PostAsync(fixture.Server.Http, Envelope(Identify + new string(' ', 20_000)))).StatusCode);
    }

    [Fact]
    public async Task Anonymous_callers_get_no_object_whatever_header_they_send()
    {
        using var client = Client();
        client.DefaultRequestHeaders.Add("WSMANIDENTIFY", "unauthenticated");
        using var reply = await client.PostAsync(fixture.Server.Http, Envelope(
            "<s:Envelope xmlns:s=\"http://www.w3.org/2003/05/soap-envelope\" " +
            "xmlns:a=\"http://schemas.xmlsoap.org/ws/2004/08/addressing\" " +
            "xmlns:w=\"http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd\"><s:Header>"
            + "<w:ResourceURI>http://schemas.microsoft.com/wbem/wsman/1/wmi/root/cimv2/Win32_OperatingSystem</w:ResourceURI><a:ReplyTo><" +
            "a:Address>http://schemas.xmlsoap.org/ws/2004/08/addressing/role/anonymous</a:Address></a:ReplyTo>"
            + "<a:Action>http://schemas.xmlsoap.org/ws/2004/09/transfer/Get</a:Action><a:MessageID>uuid:1</a:MessageID></s:Header><s:Bod" +
            "y/></s:Envelope>"));
        Assert.Contains("AccessDenied", await reply.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_header_of_a_hundred_kilobytes_is_taken()
    {
        using var client = Client("reader");
        client.DefaultRequestHeaders.Add("X-Large", new string('x', 100 * 1024));
        Assert.Equal(HttpStatusCode.OK, (await client.PostAsync(fixture.Server.Https, Envelope(Identify))).StatusCode);
    }

    private static string Authorization(string account, string password = WsManTestServer.Password) =>
        "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{account}:{password}"));

    private static HttpClient Client(string? account = null, string password = WsManTestServer.Password)
    {
        var client = new HttpClient(new HttpClientHandler
        {
            ServerCertificateCustomValidationCallback = (_, _, _, _) => true, UseProxy = false
        }, disposeHandler: true)
        { Timeout = TimeSpan.FromSeconds(30) };
        if (account is not null) client.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", Authorization(account, password));
        return client;
    }

    private static StringContent Envelope(string text) => new(text, Encoding.UTF8, "application/soap+xml");

    private static async Task<Socket> ConnectAsync(Uri server)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(server.Host, server.Port);
        return socket;
    }

    private async Task<string> RawAsync(string request)
    {
        using var socket = await ConnectAsync(fixture.Server.Https);
        await using var tls = new System.Net.Security.SslStream(new NetworkStream(socket), false, (_, _, _, _) => true);
        await tls.AuthenticateAsClientAsync("localhost");
        await tls.WriteAsync(Encoding.ASCII.GetBytes(request));
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        using var reader = new StreamReader(tls);
        var text = new StringBuilder();
        var buffer = new char[4096];
        try
        {
            for (int n; (n = await reader.ReadAsync(buffer, limit.Token)) > 0;) text.Append(buffer, 0, n);
        }
        catch (IOException)
        {
            // Closed with bytes unread.
        }
        return text.ToString();
    }

    private sealed class EndlessContent : HttpContent
    {
        public long Sent { get; private set; }

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            var chunk = new byte[64 * 1024];
            chunk.AsSpan().Fill((byte)' ');
            while (Sent < 64L * 1024 * 1024)
            {
                await stream.WriteAsync(chunk);
                Sent += chunk.Length;
            }
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
