using System.Security.Cryptography;
using Sekimori.Client.WsMan;
using Sekimori.Client.WsMan.Shells;
using Sekimori.WsMan.Addressing;
using Sekimori.WsMan.Soap;

namespace Sekimori.Interop.WsMan;

/// <summary>
/// Our client against our server: every scheme, over HTTP and HTTPS, in both character sets, with and without chunks, over IPv4 and IPv6.
/// </summary>
public sealed class SchemeMatrixTests(SchemeFixture fixture) : IClassFixture<SchemeFixture>
{
    private static readonly WsManResource System = WsManResource.Parse("Win32_OperatingSystem");

    public static TheoryData<WsManAuthentication, bool, bool, EnvelopeCharset, bool, bool> Cases
    {
        get
        {
            var cases = new TheoryData<WsManAuthentication, bool, bool, EnvelopeCharset, bool, bool>();
            bool[] both = [false, true];
            (WsManAuthentication Scheme, bool Tickets)[] schemes =
            [
                (WsManAuthentication.Basic, false), (WsManAuthentication.Digest, false), (WsManAuthentication.Ntlm, false),
                (WsManAuthentication.Negotiate, false), (WsManAuthentication.Negotiate, true),
                (WsManAuthentication.Kerberos, true), (WsManAuthentication.Certificate, false), (WsManAuthentication.CredSsp, false),
            ];
            foreach (var (scheme, tickets) in schemes)
                foreach (var tls in both)
                    foreach (var charset in (EnvelopeCharset[])[EnvelopeCharset.Utf8, EnvelopeCharset.Utf16LittleEndian])
                        foreach (var chunked in both)
                            foreach (var ipv6 in both)
                                cases.Add(scheme, tickets, tls, charset, chunked, ipv6);
            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Every_scheme_asks_and_is_answered_or_sends_nothing_in_the_clear(
        WsManAuthentication scheme, bool tickets, bool tls, EnvelopeCharset charset, bool chunked, bool ipv6)
    {
        var server = fixture.Server(ipv6);
        using var client = new WsManClient(
            tls ? server.Https : server.Http, fixture.Options(scheme, tickets) with { Charset = charset, Chunked = chunked });
        if (!tls && scheme is WsManAuthentication.Basic or WsManAuthentication.Digest or WsManAuthentication.Certificate)
        {
            Assert.Equal(WsManFailure.Misuse,
                (await Assert.ThrowsAsync<WsManClientException>(() => client.GetElementAsync(System))).Failure);
            return;
        }

        Assert.NotEmpty((await client.GetElementAsync(System)).Elements());
        Assert.Equal(scheme, client.ActiveScheme);
        Assert.Equal(tls && scheme is WsManAuthentication.Ntlm or WsManAuthentication.Negotiate or WsManAuthentication.Kerberos,
            client.IsBoundToChannel);
        var fault = await Assert.ThrowsAsync<WsManFaultReply>(() =>
            client.GetElementAsync(WsManResource.Parse("Win32_Process", new Selector("Handle", "99999999"))));
        Assert.NotEqual("", fault.Subcode);
        Assert.Equal(2, (await client.GetElementAsync(System)).Elements().Take(2).Count());
    }

    [Theory]
    [InlineData(WsManAuthentication.Ntlm, false)]
    [InlineData(WsManAuthentication.Negotiate, false)]
    [InlineData(WsManAuthentication.Negotiate, true)]
    [InlineData(WsManAuthentication.Kerberos, true)]
    [InlineData(WsManAuthentication.CredSsp, false)]
    public async Task Large_messages_go_encrypted_both_ways(WsManAuthentication scheme, bool tickets)
    {
        using var client = new WsManClient(fixture.Server().Http, fixture.Options(scheme, tickets));
        var sent = RandomNumberGenerator.GetBytes(400_000);
        await using var shell = await client.OpenShellAsync();
        await using var command = await shell.StartAsync(new RemoteCommandOptions("cat"));
        // Over the 16 KB that CredSSP encrypts at a time.
        for (var at = 0; at < sent.Length; at += 100_000)
            await command.SendAsync(sent.AsMemory(at, 100_000), end: at + 100_000 == sent.Length);
        using var output = new MemoryStream();
        Assert.Equal(0, await command.CopyToAsync(output, Stream.Null));
        Assert.Equal(sent, output.ToArray());
    }

    [Theory]
    [InlineData(WsManAuthentication.Digest, true)]
    [InlineData(WsManAuthentication.Ntlm, false)]
    [InlineData(WsManAuthentication.Negotiate, true)]
    [InlineData(WsManAuthentication.CredSsp, false)]
    public async Task A_wrong_password_is_a_refused_logon(WsManAuthentication scheme, bool tls)
    {
        var server = fixture.Server();
        var initiator = new Sekimori.Security.SecurityInitiator(Sekimori.Security.Credentials.PasswordCredential.Parse("reader", "wrong"));
        using var client = new WsManClient(
            tls ? server.Https : server.Http,
            fixture.Options(scheme) with { UserName = "reader", Password = "wrong", Initiator = initiator });
        Assert.Equal(WsManFailure.LogonRefused,
            (await Assert.ThrowsAsync<WsManClientException>(() => client.GetElementAsync(System))).Failure);
    }

    [Fact]
    public async Task Automatic_takes_the_certificate_where_there_is_nothing_else()
    {
        using var client = new WsManClient(
            fixture.Server().Https, fixture.Options(WsManAuthentication.Certificate) with
            {
                Authentication = WsManAuthentication.Automatic
            });
        Assert.NotEmpty((await client.GetElementAsync(System)).Elements());
        Assert.Equal(WsManAuthentication.Certificate, client.ActiveScheme);
    }
}
