using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Sekimori.Security;
using Sekimori.Security.Credentials;
using Sekimori.Security.Digest;
using Sekimori.WsMan.Operations;

namespace Sekimori.Interop.WsMan;

/// <summary>HTTP Digest (RFC 7616) over HTTPS, where a setting turns it on.</summary>
public sealed class DigestTests : IAsyncLifetime
{
    private readonly ShiftedTime _time = new();
    private WsManTestServer _server = null!;

    public async ValueTask InitializeAsync() =>
        _server = await WsManTestServer.StartAsync(new WsManSettings { Digest = true }, logon: new WsManTestLogon { Time = _time });

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task It_is_off_by_default()
    {
        await using var server = await WsManTestServer.StartAsync();
        using var client = new RawClient(server.Https);
        using var answer = await client.SendAsync([]);
        Assert.DoesNotContain(answer.Headers.WwwAuthenticate, header => header.Scheme == "Digest");
    }

    [Fact]
    public async Task It_is_offered_in_both_algorithms_and_over_https_alone()
    {
        using var client = new RawClient(_server.Https);
        Assert.Equal(["SHA-256", "MD5"], (await ChallengesAsync(client)).Select(challenge => DigestFields.Read(challenge).Algorithm));
        using var plain = new RawClient(_server.Http);
        Assert.Empty(await ChallengesAsync(plain));
    }

    [Theory]
    [InlineData("SHA-256")]
    [InlineData("MD5")]
    public async Task A_right_answer_is_proved_and_the_server_proves_itself(string algorithm)
    {
        using var client = new RawClient(_server.Https);
        var digest = await BeginAsync(client, algorithm);
        for (var i = 0; i < 3; i++)
        {
            using var answer = await AskAsync(client, digest.Authorize("POST", "/wsman"));
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            Assert.True(digest.IsProved(answer.Headers.GetValues("Authentication-Info").Single()));
        }
    }

    [Fact]
    public async Task A_header_that_comes_twice_is_refused_and_logged()
    {
        using var client = new RawClient(_server.Https);
        var header = (await BeginAsync(client)).Authorize("POST", "/wsman");
        Assert.Equal(HttpStatusCode.OK, (await AskAsync(client, header)).StatusCode);
        using var other = new RawClient(_server.Https);
        using var again = await AskAsync(other, header);
        Assert.Equal(HttpStatusCode.Unauthorized, again.StatusCode);
        Assert.All(again.Headers.WwwAuthenticate, challenge => Assert.Contains("stale=true", challenge.Parameter));
        Assert.Contains(_server.Log.Lines, line => line.Contains(nameof(RefusalReason.Replayed), StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_nonce_expires_and_the_client_is_told_that_only_that_was_wrong()
    {
        using var client = new RawClient(_server.Https);
        var digest = await BeginAsync(client);
        _time.Offset = TimeSpan.FromMinutes(6);
        using var answer = await AskAsync(client, digest.Authorize("POST", "/wsman"));
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.All(answer.Headers.WwwAuthenticate, challenge => Assert.Contains("stale=true", challenge.Parameter));
        Assert.True(digest.Take(answer.Headers.WwwAuthenticate.Select(challenge => challenge.Parameter!)));
        Assert.Equal(HttpStatusCode.OK, (await AskAsync(client, digest.Authorize("POST", "/wsman"))).StatusCode);
    }

    [Theory]
    [InlineData("GET", "/wsman", WsManTestServer.Password, RefusalReason.WrongPassword)]
    [InlineData("POST", "/other", WsManTestServer.Password, RefusalReason.WrongTarget)]
    [InlineData("POST", "/wsman", "wrong", RefusalReason.WrongPassword)]
    public async Task A_header_for_something_else_is_refused(string method, string target, string password, RefusalReason reason)
    {
        using var client = new RawClient(_server.Https);
        var digest = await BeginAsync(client, password: password);
        using var answer = await AskAsync(client, digest.Authorize(method, target));
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Contains(_server.Log.Lines, line => line.Contains(reason.ToString(), StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Digest")]
    [InlineData("Digest x")]
    [InlineData("Digest username=\"reader\"")]
    [InlineData("Digest username=\"reader\", realm=\"WSMAN\", nonce=\"AAAA\", uri=\"/wsman\", qop=auth, nc=00000001, cnonce=\"a\", " +
        "response=\"b\"")]
    public async Task What_is_no_answer_is_refused(string header)
    {
        using var client = new RawClient(_server.Https);
        Assert.Equal(HttpStatusCode.Unauthorized, (await AskAsync(client, header)).StatusCode);
    }

    [Theory]
    [Trait("Peer", "curl")]
    [InlineData(WsManTestServer.Password, true)]
    [InlineData("wrong", false)]
    public async Task Curl_logs_on_with_the_right_password(string password, bool right)
    {
        PeerProgram.Need("curl", "curl");
        var (_, output, errors) = await PeerProgram.RunAsync(
            "curl",
            ["-k", "-s", "-v", "--max-time", "30", "--digest", "-u", "reader:" + password, "-H",
            "Content-Type: application/soap+xml;charset=UTF-8", "-d", RawClient.Identify, _server.Https.ToString(),
            _server.Https.ToString()]);
        Assert.Equal(right ? 2 : 0, Regex.Count(output, @"</\w+:IdentifyResponse>"));
        Assert.Contains(right ? "< HTTP/1.1 200" : "< HTTP/1.1 401", errors);
    }

    private static async Task<IReadOnlyList<string>> ChallengesAsync(RawClient client)
    {
        using var answer = await client.SendAsync([]);
        return [.. answer.Headers.WwwAuthenticate.Where(header => header.Scheme == "Digest").Select(header => header.Parameter!)];
    }

    private static async Task<DigestClient> BeginAsync(
        RawClient client, string algorithm = "SHA-256", string password = WsManTestServer.Password)
    {
        var digest = new DigestClient(PasswordCredential.Parse("reader", password));
        Assert.True(
            digest.Take((await ChallengesAsync(client)).Where(challenge => challenge.Contains(algorithm, StringComparison.Ordinal))));
        return digest;
    }

    private static Task<HttpResponseMessage> AskAsync(RawClient client, string authorization) =>
        client.SendAsync(Encoding.UTF8.GetBytes(RawClient.Identify), authorization: authorization);

    private sealed class ShiftedTime : TimeProvider
    {
        public TimeSpan Offset { get; set; }

        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Offset;
    }
}
