using System.Net;
using Sekimori.Security.Accounts;
using Sekimori.Security.Credentials;
using Sekimori.Security.Digest;
using Sekimori.Security.Tests.Accounts;

namespace Sekimori.Security.Tests.Digest;

public sealed class DigestTests
{
    private readonly FakeTime _time = new();
    private readonly FakeDirectory _accounts = new();
    private readonly DigestAuthenticator _server;
    private readonly DigestClient _client = new(new PasswordCredential("alice", "", "correct horse"));

    public DigestTests()
    {
        _accounts.Set("alice", "correct horse");
        _server = new DigestAuthenticator(_accounts, new LogonThrottle(new LogonThrottleOptions(), _time), _time);
    }

    [Theory] // RFC 7616 3.9.1
    [InlineData("MD5", "8ca523f5e9506fed4657c9700eebdbec")]
    [InlineData("SHA-256", "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1")]
    public void The_responses_of_the_RFC(string name, string response)
    {
        var fields = DigestFields.Read("""
            username="Mufasa", realm="http-auth@example.org", uri="/dir/index.html", nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", nc=00000001, cnonce="f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ", qop=auth, opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"
            """.Trim());
        var algorithm = DigestAlgorithm.Of(name)!;
        Assert.Equal(response, algorithm.Response(algorithm.Secret("Mufasa", "http-auth@example.org", "Circle of Life"), fields, "GET"));
    }

    [Theory]
    [InlineData("SHA-256")]
    [InlineData("MD5")]
    public void Our_client_logs_on_again_and_again_with_one_nonce_and_sees_the_server_s_proof(string algorithm)
    {
        Assert.True(_client.Take(Challenges().Where(challenge => challenge.Contains(algorithm, StringComparison.Ordinal))));
        for (var i = 0; i < 100; i++)
        {
            var logon = Send(_client.Authorize("POST", "/wsman"));
            Assert.Equal("alice", logon.Account?.Name);
            Assert.True(_client.IsProved(logon.AuthenticationInfo!));
            Assert.False(_client.IsProved(logon.AuthenticationInfo!.Replace("rspauth=\"", "rspauth=\"0", StringComparison.Ordinal)));
        }
    }

    [Fact]
    public void The_client_takes_the_strongest_challenge_in_any_order()
    {
        Assert.True(_client.Take(Challenges().Reverse()));
        Assert.Contains("algorithm=SHA-256", _client.Authorize("POST", "/wsman"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_header_that_is_sent_twice_is_refused()
    {
        _client.Take(Challenges());
        var header = _client.Authorize("POST", "/wsman");
        Assert.NotNull(Send(header).Account);
        var again = Send(header);
        Assert.Equal(RefusalReason.Replayed, again.Refusal?.Reason);
        Assert.True(again.IsStale);
    }

    [Fact]
    public void Counts_may_come_in_another_order_but_each_once()
    {
        _client.Take(Challenges());
        var headers = Enumerable.Range(0, 80).Select(_ => _client.Authorize("POST", "/wsman")).ToArray();
        Assert.NotNull(Send(headers[79]).Account);
        Assert.NotNull(Send(headers[16]).Account);
        Assert.Equal(RefusalReason.Replayed, Send(headers[16]).Refusal?.Reason);
        Assert.Equal(RefusalReason.Replayed, Send(headers[15]).Refusal?.Reason); // too long ago to tell
    }

    [Fact]
    public void An_old_nonce_is_stale_and_a_strange_one_too()
    {
        _client.Take(Challenges());
        var header = _client.Authorize("POST", "/wsman");
        _time.Pass(TimeSpan.FromMinutes(5));
        var old = Send(header);
        Assert.Equal((RefusalReason.Expired, true), (old.Refusal!.Reason, old.IsStale));
        Assert.Contains("stale=true", _server.Challenges(isStale: true)[0], StringComparison.Ordinal);

        _client.Take(new DigestAuthenticator(_accounts, new LogonThrottle(new LogonThrottleOptions(), _time), _time).Challenges()
            .Select(Parameters));
        Assert.Equal(RefusalReason.Expired, Send(_client.Authorize("POST", "/wsman")).Refusal?.Reason);
    }

    [Theory]
    [InlineData("POST", "/other", RefusalReason.WrongTarget)]
    [InlineData("GET", "/wsman", RefusalReason.WrongPassword)]
    public void A_header_for_another_request_is_refused(string method, string target, RefusalReason reason)
    {
        _client.Take(Challenges());
        Assert.Equal(reason, Send(_client.Authorize("POST", "/wsman"), method, target).Refusal?.Reason);
    }

    [Fact]
    public void Wrong_passwords_unknown_and_disabled_accounts_are_named_and_slow_the_next_try()
    {
        Assert.Equal(RefusalReason.UnknownAccount, Try("bob", "x"));
        for (var i = 0; i < 3; i++) Assert.Equal(RefusalReason.WrongPassword, Try("alice", "wrong"));
        Assert.Equal(RefusalReason.HeldBack, Try("alice", "correct horse"));
        _time.Pass(TimeSpan.FromSeconds(2));
        Assert.Null(Try("alice", "correct horse"));
        _accounts.Set("alice", "correct horse", enabled: false);
        Assert.Equal(RefusalReason.Disabled, Try("alice", "correct horse"));
    }

    [Fact]
    public void A_right_password_from_an_address_is_not_held_back_there_by_wrong_ones_from_elsewhere_and_unknown_names_take_the_same_way()
    {
        Assert.Null(Try("alice", "correct horse"));
        for (var i = 0; i < 60; i++) Try("alice", "wrong", IPAddress.Parse($"198.51.100.{i}"));
        Assert.Equal(RefusalReason.HeldBack, Try("alice", "correct horse", IPAddress.Parse("203.0.113.1")));
        Assert.Null(Try("alice", "correct horse"));
        var before = _accounts.SecretsAsked;
        Try("alice", "wrong");
        Try("nobody", "wrong");
        Assert.Equal(before + 2, _accounts.SecretsAsked);
    }

    [Theory]
    [InlineData("qop=auth", "qop=auth-int", RefusalReason.TooWeak)]
    [InlineData("qop=auth, ", "", RefusalReason.TooWeak)]
    [InlineData("algorithm=SHA-256", "algorithm=SHA-512-256", RefusalReason.NoCommonMechanism)]
    [InlineData("realm=\"WSMAN\"", "realm=\"other\"", RefusalReason.WrongTarget)]
    [InlineData("nc=00000001", "nc=1", RefusalReason.Malformed)]
    [InlineData("nc=00000001", "nc=00000002", RefusalReason.WrongPassword)]
    [InlineData("nc=00000001", "nc=00000001, nc=00000002", RefusalReason.Malformed)]
    [InlineData("username=\"alice\"", "username=\"alice", RefusalReason.Malformed)]
    [InlineData("username=\"alice\"", "username", RefusalReason.Malformed)]
    public void A_changed_header_is_refused_by_name(string part, string change, RefusalReason reason)
    {
        _client.Take(Challenges());
        var header = _client.Authorize("POST", "/wsman");
        Assert.Contains(part, header, StringComparison.Ordinal);
        Assert.Equal(reason, Send(header.Replace(part, change, StringComparison.Ordinal)).Refusal?.Reason);
    }

    [Fact]
    public void Quoted_strings_keep_what_is_escaped() =>
        Assert.Equal(@"a""b\c, d=e", DigestFields.Read(@"username=""a\""b\\c, d=e"", nc=1").User);

    private RefusalReason? Try(string user, string password, IPAddress? remote = null)
    {
        var client = new DigestClient(new PasswordCredential(user, "", password));
        client.Take(Challenges());
        return Send(client.Authorize("POST", "/wsman"), remote: remote).Refusal?.Reason;
    }

    private IEnumerable<string> Challenges() => _server.Challenges().Select(Parameters);

    private static string Parameters(string header) => header["Digest ".Length..];

    private DigestLogon Send(string header, string method = "POST", string target = "/wsman", IPAddress? remote = null) =>
        _server.Authenticate(Parameters(header), method, target, remote ?? IPAddress.Loopback);
}
