using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Sekimori.Gate.Tls;
using Sekimori.Server.Tls;

namespace Sekimori.Server.Tests.Tls;

/// <summary>Which suites are taken, what a failed handshake leaves in the log, and the certificate of CredSSP.</summary>
public sealed class TlsRulesTests
{
    private const TlsCipherSuite Gcm = TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
        Cbc = TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256, Old = TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA;

    [Theory]
    [InlineData(false, SslProtocols.Tls12, Gcm, true)]
    [InlineData(false, SslProtocols.Tls13, TlsCipherSuite.TLS_AES_128_GCM_SHA256, true)]
    [InlineData(false, SslProtocols.Tls12, TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256, true)]
    [InlineData(false, SslProtocols.Tls12, Cbc, false)]
    [InlineData(false, SslProtocols.Tls12, Old, false)]
    [InlineData(true, SslProtocols.Tls12, Gcm, true)]
    [InlineData(true, SslProtocols.Tls13, TlsCipherSuite.TLS_AES_128_GCM_SHA256, true)]
    [InlineData(true, SslProtocols.Tls12, Cbc, true)]
    [InlineData(true, SslProtocols.Tls12, Old, true)]
    [InlineData(true, SslProtocols.Tls12, TlsCipherSuite.TLS_DHE_RSA_WITH_AES_128_CBC_SHA256, false)]
    public async Task Suites_with_CBC_are_taken_where_a_setting_says_so(
        bool isCompatible, SslProtocols protocol, TlsCipherSuite suite, bool isTaken)
    {
        await using var server = await TlsServer.StartAsync(isCompatible);
        Assert.Equal(isTaken ? suite : null, await server.ShakeAsync(protocol, suite));
        if (!isTaken) Assert.Contains(suite.ToString(), await server.LineAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_failed_handshake_says_what_the_client_offered()
    {
        await using var server = await TlsServer.StartAsync(isCompatible: false);
        Assert.Null(await server.ShakeAsync(SslProtocols.Tls12, Cbc, Old));
        var line = await server.LineAsync();
        foreach (var part in (string[])[
            "127.0.0.1:", "TLS 1.2", "asked.lab.test", Cbc.ToString(), Old.ToString(), "tls: compatible would accept this client"])
            Assert.Contains(part, line, StringComparison.Ordinal);
        // One that succeeds leaves nothing, and neither does one that says nothing.
        Assert.Equal(Gcm, await server.ShakeAsync(SslProtocols.Tls12, Gcm));
        await server.SendAsync([]);
        await server.SendAsync("GET /wsman HTTP/1.1\r\n\r\n"u8.ToArray());
        Assert.Contains("it may be plain HTTP", await server.LineAsync(), StringComparison.Ordinal);
        await server.SendAsync(Hello(0x0302, [0x002f, 0x0035], "old\r\nbox"));
        line = await server.LineAsync();
        foreach (var part in (string[])["offers TLS 1.1,", "old??box", "TLS_RSA_WITH_AES_128_CBC_SHA ", "supports TLS 1.2 and 1.3"])
            Assert.Contains(part, line, StringComparison.Ordinal);
        Assert.Empty(server.Lines);
    }

    [Fact]
    public void A_hello_that_is_cut_off_anywhere_is_read_as_far_as_it_goes()
    {
        var whole = Hello(0x0303, [0xc02b, 0x1a1a, 0x1301, 0x7777], "name.lab.test");
        var read = ClientHello.Read(whole)!;
        Assert.Equal([0x0304, 0x0303], read.Versions);
        Assert.Equal([Gcm, TlsCipherSuite.TLS_AES_128_GCM_SHA256, (TlsCipherSuite)0x7777], read.Suites);
        Assert.Equal("name.lab.test", read.Name);
        for (var length = 0; length < whole.Length; length++) _ = ClientHello.Read(whole.AsSpan(0, length));
        for (var at = 0; at < whole.Length; at++)
        {
            var changed = whole.ToArray();
            changed[at] = 0xff;
            _ = ClientHello.Read(changed);
        }

        Assert.Null(ClientHello.Read("GET / HTTP/1.1"u8));
    }

    [Fact]
    public void CredSSP_has_a_certificate_of_RSA_whatever_the_server_has()
    {
        var pem = SelfMadeCertificate.CreatePem([], DateTimeOffset.UtcNow);
        using var ec = X509Certificate2.CreateFromPem(pem, pem);
        var credSsp = new CredSspCertificate(() => ec, TimeProvider.System);
        var made = credSsp.Current;
        Assert.Equal(2048, made.GetRSAPrivateKey()!.KeySize);
        Assert.Same(made, credSsp.Current);
        using var key = RSA.Create(2048);
        using var own = new CertificateRequest("CN=own", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1).CreateSelfSigned(
            DateTimeOffset.UtcNow, DateTimeOffset.UtcNow.AddDays(1));
        Assert.Same(own, new CredSspCertificate(() => own, TimeProvider.System).Current);
    }

    // A ClientHello of TLS 1.2 or older; with 1.3 among its versions where it is 1.2.
    private static byte[] Hello(ushort version, ushort[] suites, string name)
    {
        static byte[] Number(int value) => [(byte)(value >> 8), (byte)value];
        static byte[] Counted(byte[] content) => [.. Number(content.Length), .. content];
        byte[] extensions =
        [
            .. Number(0), .. Counted(Counted([0, .. Counted(System.Text.Encoding.ASCII.GetBytes(name))])),
            .. version == 0x0303 ? (byte[])[.. Number(43), .. Counted([6, 0x0a, 0x0a, 3, 4, 3, 3])] : [],
        ];
        byte[] body = [.. Number(version), .. new byte[32], 0, .. Counted([.. suites.SelectMany(suite => Number(suite))]), 1, 0,
            .. Counted(extensions)];
        return [22, 3, 1, .. Counted([1, 0, .. Counted(body)])];
    }
}
