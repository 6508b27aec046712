using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Sekimori.Client.WsMan;
using Sekimori.Client.WsMan.Shells;
using Sekimori.Interop.WsMan;
using Sekimori.WsMan.Operations;
using Sekimori.WsMan.Soap;

namespace Sekimori.Client.Tests.WsMan;

[Collection(OneShellHost.Name)]
[Trait("Size", "Large")]
public sealed class TransportTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private static readonly WsManResource System = WsManResource.Parse("Win32_OperatingSystem");

    public static TheoryData<EnvelopeCharset, bool, bool> Forms
    {
        get
        {
            var forms = new TheoryData<EnvelopeCharset, bool, bool>();
            foreach (var charset in Enum.GetValues<EnvelopeCharset>())
            {
                foreach (var chunked in new[] { false, true })
                {
                    foreach (var ipv6 in new[] { false, true }) forms.Add(charset, chunked, ipv6);
                }
            }

            return forms;
        }
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task Every_form_of_a_message_is_understood(EnvelopeCharset charset, bool chunked, bool ipv6)
    {
        await using var server = await WsManTestServer.StartAsync(address: ipv6 ? IPAddress.IPv6Loopback : IPAddress.Loopback);
        using var client = ServerFixture.ClientOf(server.Https, options => options with { Charset = charset, Chunked = chunked });
        Assert.Equal("Sekimori", (await client.IdentifyAsync()).ProductVendor);
        Assert.NotEmpty((await client.GetElementAsync(System)).Elements());
        await using var shell = await client.OpenShellAsync();
        var command = await shell.StartAsync(new RemoteCommandOptions("printf '%s' \"é漢 <&> '\""));
        using var output = new MemoryStream();
        Assert.Equal(0, await command.CopyToAsync(output, Stream.Null));
        Assert.Equal("é漢 <&> '", global::System.Text.Encoding.UTF8.GetString(output.ToArray()));
    }

    [Fact]
    public async Task A_wrong_password_is_a_refused_logon()
    {
        using var client = fixture.Client(options => options with { Password = "wrong" });
        var failure = await Assert.ThrowsAsync<WsManClientException>(() => client.GetElementAsync(System));
        Assert.Equal(WsManFailure.LogonRefused, failure.Failure);
        Assert.DoesNotContain("wrong", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_an_account_the_message_says_that_one_is_wanted()
    {
        using var client = fixture.Client(options => options with { UserName = null, Password = null });
        var failure = await Assert.ThrowsAsync<WsManClientException>(() => client.GetElementAsync(System));
        Assert.Equal(WsManFailure.LogonRefused, failure.Failure);
        Assert.Contains("--user", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_password_is_not_sent_in_the_clear()
    {
        using var client = fixture.Client(address: fixture.Server.Http);
        var failure = await Assert.ThrowsAsync<WsManClientException>(() => client.GetElementAsync(System));
        Assert.Equal(WsManFailure.Misuse, failure.Failure);
    }

    [Fact]
    public async Task A_server_that_allows_it_is_spoken_to_in_the_clear_by_a_client_that_allows_it()
    {
        await using var server = await WsManTestServer.StartAsync(new WsManSettings { AllowUnencrypted = true });
        using var client = ServerFixture.ClientOf(server.Http, options => options with { AllowUnencrypted = true });
        Assert.NotEmpty((await client.GetElementAsync(System)).Elements());
    }

    [Fact]
    public async Task A_certificate_that_nobody_knows_is_refused_and_its_fingerprint_named()
    {
        using var client = fixture.Client(options => options with { Trust = new WsManTrust() });
        var failure = await Assert.ThrowsAsync<WsManClientException>(() => client.GetElementAsync(System));
        Assert.Equal(WsManFailure.Tls, failure.Failure);
        Assert.Contains(await FingerprintAsync(), failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_pinned_certificate_is_believed_and_no_other()
    {
        var fingerprint = await FingerprintAsync();
        using var client = fixture.Client(options => options with { Trust = new WsManTrust { Fingerprint = fingerprint } });
        Assert.NotEmpty((await client.GetElementAsync(System)).Elements());
        var other = (fingerprint[0] == '0' ? '1' : '0') + fingerprint[1..];
        using var wrong = fixture.Client(options => options with { Trust = new WsManTrust { Fingerprint = other } });
        Assert.Equal(WsManFailure.Tls, (await Assert.ThrowsAsync<WsManClientException>(() => wrong.GetAsync(System))).Failure);
    }

    [Fact]
    public async Task An_authority_of_ones_own_is_believed_for_the_right_name_only()
    {
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, (await CertificateAsync()).ExportCertificatePem());
        using var client = fixture.Client(options => options with { Trust = new WsManTrust { AuthorityFile = file } });
        Assert.NotEmpty((await client.GetElementAsync(System)).Elements());
        using var misnamed = fixture.Client(
            options => options with { Trust = new WsManTrust { AuthorityFile = file } },
            new UriBuilder(fixture.Server.Https) { Host = "127.0.0.9" }.Uri);
        _ = await Assert.ThrowsAsync<WsManClientException>(() => misnamed.GetAsync(System));
        File.Delete(file);
    }

    [Fact]
    public async Task Http_on_the_port_of_https_is_said_to_be_no_tls()
    {
        using var client = fixture.Client(address: new UriBuilder(fixture.Server.Http) { Scheme = "https" }.Uri);
        Assert.Equal(WsManFailure.Tls, (await Assert.ThrowsAsync<WsManClientException>(() => client.GetElementAsync(System))).Failure);
    }

    [Theory]
    [InlineData("host", "https://host:5986/wsman")]
    [InlineData("host:1", "https://host:1/wsman")]
    [InlineData("http://host", "http://host:5985/wsman")]
    [InlineData("https://host:443", "https://host/wsman")]
    [InlineData("https://host/other", "https://host:5986/other")]
    [InlineData("::1", "https://[::1]:5986/wsman")]
    [InlineData("[::1]:7", "https://[::1]:7/wsman")]
    public void An_address_is_read_as_people_write_it(string text, string expected) =>
        Assert.Equal(expected, WsManAddress.Parse(text).AbsoluteUri);

    [Theory]
    [InlineData("")]
    [InlineData("ftp://host")]
    [InlineData("https://user:secret@host")]
    public void What_is_no_address_is_refused(string text) =>
        Assert.Equal(WsManFailure.Misuse, Assert.Throws<WsManClientException>(() => WsManAddress.Parse(text)).Failure);

    private async Task<string> FingerprintAsync() => Convert.ToHexStringLower(SHA256.HashData((await CertificateAsync()).RawData));

    private async Task<X509Certificate2> CertificateAsync()
    {
        using var socket = new global::System.Net.Sockets.TcpClient();
        await socket.ConnectAsync(IPAddress.Loopback, fixture.Server.Https.Port);
        await using var tls = new global::System.Net.Security.SslStream(socket.GetStream(), false, (_, _, _, _) => true);
        await tls.AuthenticateAsClientAsync("127.0.0.1");
        return X509CertificateLoader.LoadCertificate(tls.RemoteCertificate!.GetRawCertData());
    }
}
