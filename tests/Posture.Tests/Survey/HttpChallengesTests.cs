using Sekimori.Survey;

namespace Sekimori.Posture.Tests.Survey;

public sealed class HttpChallengesTests
{
    [Theory]
    [InlineData("Negotiate|Kerberos|Basic realm=\"WSMAN\"", "Negotiate,Kerberos,Basic")]
    [InlineData("Negotiate, Basic realm=\"a, Digest b\", CredSSP", "Negotiate,Basic,CredSSP")]
    [InlineData("Digest realm=\"x\", qop=\"auth\", nonce=\"1,2\"|Basic realm=\"y\"", "Digest,Basic")]
    [InlineData("basic|BASIC realm=\"\\\",Digest\"", "basic")]
    [InlineData("", ""), InlineData(",,=", "")]
    public void The_schemes_of_headers_are_read(string headers, string expected) =>
        Assert.Equal(expected, string.Join(',', HttpChallenges.Schemes(headers.Split('|'))));

    [Fact]
    public void A_token_is_base64()
    {
        Assert.Equal([1, 2, 3], HttpChallenges.Token(["Basic x", "negotiate AQID"], "Negotiate"));
        Assert.Null(HttpChallenges.Token(["Negotiate !!!"], "Negotiate"));
        Assert.Null(HttpChallenges.Token(["Negotiate"], "Negotiate"));
    }
}
