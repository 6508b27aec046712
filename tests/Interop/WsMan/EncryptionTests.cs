using System.Net;
using System.Text;
using Sekimori.Security;

namespace Sekimori.Interop.WsMan;

/// <summary>Encrypted messages over plain HTTP, and what is not encrypted there.</summary>
public sealed class EncryptionTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private const string NoSuchClass = """
        <s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope" xmlns:a="http://schemas.xmlsoap.org/ws/2004/08/addressing" xmlns:w="http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd"><s:Header>
        <w:ResourceURI>http://schemas.microsoft.com/wbem/wsman/1/wmi/root/cimv2/No_Such</w:ResourceURI><a:ReplyTo><a:Address>http://schemas.xmlsoap.org/ws/2004/08/addressing/role/anonymous</a:Address></a:ReplyTo>
        <a:Action>http://schemas.xmlsoap.org/ws/2004/09/transfer/Get</a:Action><a:MessageID>uuid:1</a:MessageID></s:Header><s:Body/></s:Envelope>
        """;

    [Fact]
    public async Task Only_schemes_that_encrypt_are_offered_over_plain_http()
    {
        using var client = new RawClient(fixture.Server.Http);
        using var answer = await client.SendAsync([]);
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Equal(["Negotiate", "NTLM"], answer.Headers.WwwAuthenticate.Select(header => header.ToString()));
    }

    [Fact]
    public async Task Messages_are_answered_encrypted_and_faults_too()
    {
        using var client = new RawClient(fixture.Server.Http);
        using var context = await client.LogonAsync();
        Assert.NotNull(context);
        for (var i = 0; i < 3; i++)
        {
            using var answer = await SendAsync(client, RawClient.Encrypt(context));
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            Assert.Contains("http/spnego-kerberos", await RawClient.DecryptAsync(context, answer));
        }
        using var fault = await SendAsync(client, RawClient.Encrypt(context, NoSuchClass));
        Assert.Equal(HttpStatusCode.InternalServerError, fault.StatusCode);
        Assert.Contains("DestinationUnreachable", await RawClient.DecryptAsync(context, fault));
    }

    [Fact]
    public async Task An_envelope_over_the_limit_is_refused_with_an_encrypted_fault()
    {
        using var client = new RawClient(fixture.Server.Http);
        using var context = await client.LogonAsync();
        using var larger = await SendAsync(client, RawClient.Encrypt(context!, RawClient.Identify + new string(' ', 500 * 1024)));
        Assert.Contains("ServiceEnvelopeLimit", await RawClient.DecryptAsync(context!, larger));
        using var largest = await SendAsync(client, RawClient.Encrypt(context!, RawClient.Identify + new string(' ', 700 * 1024)));
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, largest.StatusCode);
        Assert.True(largest.Headers.ConnectionClose);
        Assert.Contains("ServiceEnvelopeLimit", await RawClient.DecryptAsync(context!, largest));
    }

    [Fact]
    public async Task A_plain_body_after_the_handshake_is_refused_and_logged_and_the_connection_serves_on()
    {
        using var client = new RawClient(fixture.Server.Http);
        using var context = await client.LogonAsync();
        using var plain = await client.SendAsync(Encoding.UTF8.GetBytes(RawClient.Identify));
        Assert.Equal(HttpStatusCode.InternalServerError, plain.StatusCode);
        Assert.Contains("AccessDenied", await plain.Content.ReadAsStringAsync());
        Assert.Contains(fixture.Server.Log.Lines, line => line.Contains("operator rejected: not encrypted", StringComparison.Ordinal));
        using var answer = await SendAsync(client, RawClient.Encrypt(context!));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Theory]
    [InlineData("replayed", RefusalReason.Replayed)]
    [InlineData("changed", RefusalReason.BadSignature)]
    [InlineData("left out", RefusalReason.OutOfOrder)]
    [InlineData("no parts", RefusalReason.Malformed)]
    public async Task A_message_that_is_not_to_be_believed_is_refused_and_logged_and_ends_the_connection(string how, RefusalReason reason)
    {
        using var client = new RawClient(fixture.Server.Http);
        using var context = await client.LogonAsync();
        var (body, type) = RawClient.Encrypt(context!);
        if (how == "replayed") (await SendAsync(client, (body, type))).Dispose();
        if (how == "changed") body[^30] ^= 1;
        if (how == "left out") (body, type) = RawClient.Encrypt(context!);
        if (how == "no parts") body = "--Encrypted Boundary\r\n"u8.ToArray();
        var before = fixture.Server.Log.Lines.Count;
        using var answer = await SendAsync(client, (body, type));
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.True(answer.Headers.ConnectionClose);
        Assert.Contains(fixture.Server.Log.Lines.Skip(before), line =>
            line.Contains(" rejected: ", StringComparison.Ordinal) && line.Contains(reason.ToString(), StringComparison.Ordinal));
        using var next = await SendAsync(client, RawClient.Encrypt(context!));
        Assert.Equal(HttpStatusCode.Unauthorized, next.StatusCode);
    }

    [Fact]
    public async Task A_message_of_one_connection_is_worth_nothing_on_another()
    {
        using var first = new RawClient(fixture.Server.Http);
        using var second = new RawClient(fixture.Server.Http);
        using var context = await first.LogonAsync();
        using var other = await second.LogonAsync("reader");
        using var answer = await SendAsync(second, RawClient.Encrypt(context!));
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Fact]
    public async Task A_handshake_that_agrees_on_no_encryption_is_refused_over_plain_http()
    {
        PeerProgram.Need("curl", "curl");
        // curl's NTLM asks neither for signing nor for sealing.
        var (_, output, errors) = await PeerProgram.RunAsync(
            "curl",
            ["-s", "-v", "--ntlm", "-u", "reader:" + WsManTestServer.Password, "-H", "Content-Type: application/soap+xml;charset=UTF-8",
            "-d", RawClient.Identify, fixture.Server.Http.ToString()]);
        Assert.DoesNotContain("IdentifyResponse", output);
        Assert.DoesNotContain("< HTTP/1.1 200", errors);
        Assert.Contains(fixture.Server.Log.Lines, line => line.Contains(nameof(RefusalReason.TooWeak), StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_was_proved_ends_when_the_account_changes()
    {
        fixture.Server.Accounts.Add("brief", WsManTestServer.Password);
        using var client = new RawClient(fixture.Server.Http);
        using var context = await client.LogonAsync("brief");
        using var first = await SendAsync(client, RawClient.Encrypt(context!));
        Assert.Equal(HttpStatusCode.OK, first.StatusCode);
        fixture.Server.Accounts.SetEnabled("brief", false);
        using var second = await SendAsync(client, RawClient.Encrypt(context!));
        Assert.Equal(HttpStatusCode.Unauthorized, second.StatusCode);
        fixture.Server.Accounts.Remove("brief");
    }

    private static Task<HttpResponseMessage> SendAsync(RawClient client, (byte[] Body, string Type) message) =>
        client.SendAsync(message.Body, message.Type);
}
