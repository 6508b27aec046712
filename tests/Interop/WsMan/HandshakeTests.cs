using System.Net;
using System.Text;
using Sekimori.Security;
using Sekimori.Security.Credentials;

namespace Sekimori.Interop.WsMan;

/// <summary>Handshakes: by GET as well, each on its own connection, and nothing is done before one is complete.</summary>
public sealed class HandshakeTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private const string SoapType = "application/soap+xml;charset=UTF-8";

    private const string CreateShell =
        "<s:Envelope xmlns:s=\"http://www.w3.org/2003/05/soap-envelope\" xmlns:a=\"http://schemas.xmlsoap.org/ws/2004/08/addressing\" " +
        "xmlns:w=\"http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd\"><s:Header>"
        + "<a:To>x</a:To><w:ResourceURI>http://schemas.microsoft.com/wbem/wsman/1/windows/shell/cmd</w:ResourceURI><a:ReplyTo><a:Address" +
        ">http://schemas.xmlsoap.org/ws/2004/08/addressing/role/anonymous</a:Address></a:ReplyTo>"
        + "<a:Action>http://schemas.xmlsoap.org/ws/2004/09/transfer/Create</a:Action><a:MessageID>uuid:A7C5A518-0000-4000-8000-000000000" +
        "001</a:MessageID></s:Header>"
        + "<s:Body><rsp:Shell xmlns:rsp=\"http://schemas.microsoft.com/wbem/wsman/1/windows/shell\"/></s:Body></s:Envelope>";

    [Theory]
    [InlineData("Negotiate")]
    [InlineData("NTLM")]
    public async Task A_handshake_by_GET_counts_for_what_its_connection_posts(string scheme)
    {
        using var client = new RawClient(fixture.Server.Https);
        Assert.NotNull(await client.LogonAsync(scheme, SecurityScheme.Ntlm, Initiator(), new ContextOptions(), HttpMethod.Get));
        using var answer = await client.SendAsync(Encoding.UTF8.GetBytes(RawClient.Identify));
        Assert.Contains("IdentifyResponse", await answer.Content.ReadAsStringAsync());
    }

    // docs/wsman.md, "An empty POST": a client that wants to log on again on its connection asks like this.
    [Fact]
    public async Task An_empty_post_asks_for_a_challenge_also_where_somebody_has_logged_on()
    {
        using var client = new RawClient(fixture.Server.Https);
        Assert.NotNull(await client.LogonAsync("Negotiate", SecurityScheme.Ntlm, Initiator(), new ContextOptions()));
        using (var empty = await client.SendAsync([]))
        {
            Assert.Equal(HttpStatusCode.Unauthorized, empty.StatusCode);
            Assert.Contains(empty.Headers.WwwAuthenticate, header => header.Scheme == "Negotiate");
        }

        // Nothing was lost by asking, and a handshake starts and ends as on a new connection.
        using (var still = await client.SendAsync(Encoding.UTF8.GetBytes(RawClient.Identify))) Assert.Equal(
            HttpStatusCode.OK, still.StatusCode);
        Assert.NotNull(await client.LogonAsync("Negotiate", SecurityScheme.Ntlm, Initiator(), new ContextOptions()));
        using var again = await client.SendAsync(Encoding.UTF8.GetBytes(RawClient.Identify));
        Assert.Equal(HttpStatusCode.OK, again.StatusCode);
    }

    [Fact]
    public async Task A_body_that_comes_by_GET_is_not_looked_at()
    {
        using var client = new RawClient(fixture.Server.Https);
        var open = fixture.Server.Service.Open.Shells;
        using var answer = await client.SendAsync(new StringContent(CreateShell), SoapType, Basic, HttpMethod.Get);
        Assert.Equal("", await answer.Content.ReadAsStringAsync());
        Assert.Equal(open, fixture.Server.Service.Open.Shells);
        // By POST it is.
        using var posted = await client.SendAsync(Encoding.UTF8.GetBytes(CreateShell), authorization: Basic);
        Assert.Equal(open + 1, fixture.Server.Service.Open.Shells);
    }

    [Fact]
    public async Task What_comes_with_an_unfinished_handshake_is_not_done()
    {
        using var client = new RawClient(fixture.Server.Https);
        var open = fixture.Server.Service.Open.Shells;
        var first = Initiator().Initiate(SecurityScheme.Ntlm, new ContextOptions())!.Step([]);
        using var answer = await client.SendAsync(
            Encoding.UTF8.GetBytes(CreateShell), authorization: "Negotiate " + Convert.ToBase64String(first.Token.Span));
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Equal(open, fixture.Server.Service.Open.Shells);
    }

    [Fact]
    public async Task A_handshake_cannot_go_on_on_another_connection_nor_its_proof_be_used_there()
    {
        using var one = new RawClient(fixture.Server.Https);
        using var other = new RawClient(fixture.Server.Https);
        var context = Initiator().Initiate(SecurityScheme.Ntlm, new ContextOptions())!;
        using var challenge = await one.SendAsync([], authorization: "Negotiate " + Convert.ToBase64String(context.Step([]).Token.Span));
        var theirs = Convert.FromBase64String(challenge.Headers.WwwAuthenticate.Single().Parameter!);
        var last = "Negotiate " + Convert.ToBase64String(context.Step(theirs).Token.Span);
        using (var elsewhere = await other.SendAsync(Encoding.UTF8.GetBytes(RawClient.Identify), authorization: last)) Assert.Equal(
            HttpStatusCode.Unauthorized, elsewhere.StatusCode);
        using (var here = await one.SendAsync(Encoding.UTF8.GetBytes(RawClient.Identify), authorization: last)) Assert.Equal(
            HttpStatusCode.OK, here.StatusCode);
        using var without = await other.SendAsync(Encoding.UTF8.GetBytes(RawClient.Identify));
        Assert.Equal(HttpStatusCode.Unauthorized, without.StatusCode);
    }

    [Fact]
    public async Task Headers_of_more_than_128_kilobytes_are_refused()
    {
        using var client = new RawClient(fixture.Server.Https);
        using var answer = await client.SendAsync(
            Encoding.UTF8.GetBytes(RawClient.Identify), authorization: "Negotiate " + new string('A', 130 * 1024));
        Assert.Equal(HttpStatusCode.RequestHeaderFieldsTooLarge, answer.StatusCode);
    }

    [Theory]
    [InlineData(65001, true)]
    [InlineData(437, true)]
    [InlineData(1200, false)]
    public async Task A_code_page_that_is_not_converted_is_refused_by_name(int page, bool taken)
    {
        using var client = new RawClient(fixture.Server.Https);
        var envelope = CreateShell.Replace(
            "</s:Header>", $"<w:OptionSet><w:Option Name=\"WINRS_CODEPAGE\">{page}</w:Option></w:OptionSet></s:Header>");
        using var answer = await client.SendAsync(Encoding.UTF8.GetBytes(envelope), authorization: Basic);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.Equal(taken, answer.StatusCode == HttpStatusCode.OK);
        if (!taken) Assert.Contains("Code=\"2150859072\"", text);
    }

    private static SecurityInitiator Initiator() => new(PasswordCredential.Parse("operator", WsManTestServer.Password));

    private static string Basic => "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes("operator:" + WsManTestServer.Password));
}
