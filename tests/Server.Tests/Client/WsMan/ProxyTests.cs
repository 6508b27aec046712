using Sekimori.Client.WsMan;
using Sekimori.Security;
using Sekimori.Security.Credentials;
using Sekimori.Interop.WsMan;

namespace Sekimori.Client.Tests.WsMan;

/// <summary>Proxies: which one an address gets, and that logons which belong to a connection hold through one.</summary>
[Collection(OneShellHost.Name)]
public sealed class ProxyTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    [Theory]
    [InlineData("http://host:5985/wsman", "http_proxy=http://p:1", "http://p:1")]
    [InlineData("http://host:5985/wsman", "HTTP_PROXY=p:1", "http://p:1")]
    [InlineData("https://host:5986/wsman", "HTTPS_PROXY=http://p", "http://p:3128")]
    [InlineData("https://host:5986/wsman", "https_proxy=http://small:1 HTTPS_PROXY=http://large:1", "http://small:1")]
    [InlineData("https://host:5986/wsman", "HTTP_PROXY=http://p:1", null)]
    [InlineData("https://host:5986/wsman", "ALL_PROXY=socks5://p", "socks5://p:1080")]
    [InlineData("http://host:5985/wsman", "all_proxy=https://p", "https://p:443")]
    [InlineData("http://host:5985/wsman", "HTTP_PROXY=http://p:1 GATEWAY_INTERFACE=CGI/1.1", null)]
    [InlineData("http://host:5985/wsman", "HTTP_PROXY=http://p:1 NO_PROXY=*", null)]
    [InlineData("http://host.lab.test:5985/wsman", "HTTP_PROXY=p:1 NO_PROXY=other,.lab.test", null)]
    [InlineData("http://host.lab.test:5985/wsman", "HTTP_PROXY=p:1 no_proxy=lab.test", null)]
    [InlineData("http://host.lab.test:5985/wsman", "HTTP_PROXY=p:1 NO_PROXY=*.lab.test", null)]
    [InlineData("http://hostlab.test:5985/wsman", "HTTP_PROXY=p:1 NO_PROXY=lab.test", "http://p:1")]
    [InlineData("http://host.lab.test:5985/wsman", "HTTP_PROXY=p:1 NO_PROXY=host.lab.test:5986", "http://p:1")]
    [InlineData("http://host.lab.test:5985/wsman", "HTTP_PROXY=p:1 NO_PROXY=HOST.lab.test:5985", null)]
    [InlineData("http://10.1.2.3:5985/wsman", "HTTP_PROXY=p:1 NO_PROXY=10.0.0.0/8", null)]
    [InlineData("http://11.1.2.3:5985/wsman", "HTTP_PROXY=p:1 NO_PROXY=10.0.0.0/8", "http://p:1")]
    [InlineData("http://[fd00::7]:5985/wsman", "HTTP_PROXY=p:1 NO_PROXY=fd00::/8", null)]
    [InlineData("http://[fd00::7]:5985/wsman", "HTTP_PROXY=p:1 NO_PROXY=[fd00::7]:5985", null)]
    [InlineData("http://127.0.0.9:5985/wsman", "HTTP_PROXY=p:1", null)]
    [InlineData("http://localhost:5985/wsman", "HTTP_PROXY=p:1", null)]
    [InlineData("http://[::1]:5985/wsman", "HTTP_PROXY=p:1", null)]
    public void Variables_name_the_proxy_of_an_address(string address, string variables, string? proxy)
    {
        var set = variables.Split(' ').Select(one => one.Split('=', 2)).ToDictionary(one => one[0], one => one[1]);
        Assert.Equal(proxy, WsManProxy.FromVariables(new Uri(address), name => set.GetValueOrDefault(name))?.ToString());
    }

    [Theory]
    [InlineData("ftp://p:1")]
    [InlineData("http://")]
    [InlineData("a b")]
    public void What_is_no_proxy_is_refused(string text) =>
        Assert.Equal(WsManFailure.Misuse, Assert.Throws<WsManClientException>(() => WsManProxy.Parse(text)).Failure);

    [Theory]
    [InlineData(WsManAuthentication.Ntlm, false)]
    [InlineData(WsManAuthentication.Ntlm, true)]
    [InlineData(WsManAuthentication.Basic, true)]
    public async Task A_logon_holds_through_a_tunnel_over_http_and_https(WsManAuthentication scheme, bool isTls)
    {
        var server = isTls ? fixture.Server.Https : fixture.Server.Http;
        await using var proxy = new TunnelProxy(server.Port);
        // A name that only the proxy knows: nothing may go another way.
        using var client = Through($"http://user:p%40ss@127.0.0.1:{proxy.Port}", server, scheme);
        for (var n = 0; n < 3; n++)
            Assert.NotEmpty((await client.GetElementAsync(WsManResource.Parse("Win32_OperatingSystem"))).Elements());
        var asked = Assert.Single(proxy.Asked);
        Assert.StartsWith($"CONNECT host.invalid:{server.Port} HTTP/1.1\r\nHost: host.invalid:{server.Port}\r\n", asked);
        Assert.Contains("Proxy-Authorization: Basic dXNlcjpwQHNz\r\n", asked);
    }

    [Theory]
    [InlineData("", "host.invalid")]
    [InlineData("user:pass@", "user:pass@host.invalid")]
    public async Task SOCKS_makes_a_tunnel_too(string user, string asked)
    {
        await using var proxy = new TunnelProxy(fixture.Server.Http.Port);
        using var client = Through($"socks5://{user}127.0.0.1:{proxy.Port}", fixture.Server.Http, WsManAuthentication.Ntlm);
        Assert.NotEmpty((await client.GetElementAsync(WsManResource.Parse("Win32_OperatingSystem"))).Elements());
        Assert.Equal($"{asked}:{fixture.Server.Http.Port}", Assert.Single(proxy.Asked));
    }

    [Theory]
    [InlineData("HTTP/1.1 403 Forbidden\r\n\r\n", "denied a tunnel to host.invalid:5985 (HTTP status 403); permit CONNECT")]
    [InlineData("HTTP/1.1 407 Proxy Authentication Required\r\n\r\n", "requires a logon")]
    [InlineData("220 mail\r\n\r\n", "is not an HTTP proxy")]
    public async Task A_proxy_that_makes_no_tunnel_is_named_and_nothing_is_sent_another_way(string answer, string message)
    {
        await using var proxy = new TunnelProxy(1, answer);
        using var client = Through($"http://127.0.0.1:{proxy.Port}", new Uri("http://host:5985/wsman"), WsManAuthentication.Ntlm);
        var failure = await Assert.ThrowsAsync<WsManClientException>(() => client.IdentifyAsync());
        Assert.Equal(WsManFailure.Unreachable, failure.Failure);
        Assert.Contains(message, failure.Message);
        Assert.Contains($"127.0.0.1:{proxy.Port}", failure.Message);
    }

    [Fact]
    public async Task A_proxy_that_is_not_there_is_named_without_its_password()
    {
        using var client = new WsManClient(
            new Uri("http://host.invalid:5985/wsman"),
            new WsManClientOptions { Proxy = WsManProxy.Parse("http://user:secret@127.0.0.1:1") });
        var failure = await Assert.ThrowsAsync<WsManClientException>(() => client.IdentifyAsync());
        Assert.Contains("the proxy http://127.0.0.1:1 cannot connect to", failure.Message);
        Assert.DoesNotContain("secret", failure.ToString());
    }

    private static WsManClient Through(string address, Uri server, WsManAuthentication scheme) =>
        ServerFixture.ClientOf(new UriBuilder(server) { Host = "host.invalid" }.Uri, options => options with
        {
            Proxy = WsManProxy.Parse(address),
            Authentication = scheme,
            Initiator = scheme == WsManAuthentication.Ntlm
                ? new SecurityInitiator(PasswordCredential.Parse("operator", WsManTestServer.Password))
                : null,
        });
}
