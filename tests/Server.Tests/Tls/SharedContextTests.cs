using System.Net.Security;
using System.Security.Authentication;
using Sekimori.Security.Channels;
using Sekimori.Server.Tls;

namespace Sekimori.Server.Tests.Tls;

/// <summary>Connections with one certificate share an SSL_CTX, which has our suites, no others and no tickets.</summary>
public sealed class SharedContextTests
{
    private const TlsCipherSuite Cbc = TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256;
    private const TlsCipherSuite Gcm = TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task All_connections_have_the_same_one()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "other systems have other libraries for TLS");
        await using var server = await TlsServer.StartAsync(isCompatible: false);
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(Gcm, await server.ShakeAsync(SslProtocols.Tls12, Gcm));
            Assert.NotNull(await server.ShakeAsync(SslProtocols.Tls13, TlsCipherSuite.TLS_AES_256_GCM_SHA384));
        }
        // A runtime that has changed, or another OpenSSL: see SharedContext and its page among the decisions.
        Assert.NotEqual(0, server.Contexts.First());
        Assert.Single(server.Contexts.Distinct());
        Assert.Equal(6, server.Contexts.Count);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task It_has_our_suites_and_no_others(bool isCompatible)
    {
        await using var server = await TlsServer.StartAsync(isCompatible);
        var allowed = TlsSuites.Of(isCompatible);
        foreach (var suite in Enum.GetValues<TlsCipherSuite>().Where(suite => $"{suite}".Contains("ECDHE_ECDSA", StringComparison.Ordinal)))
        {
            TlsCipherSuite? agreed;
            try
            {
                agreed = await server.ShakeAsync(SslProtocols.Tls12, suite);
            }
            catch (PlatformNotSupportedException)
            {
                // Our own OpenSSL cannot offer it.
                continue;
            }
            Assert.Equal(allowed.Contains(suite) ? suite : null, agreed);
        }
        Assert.Equal(Gcm, await server.ShakeAsync(SslProtocols.Tls12, Cbc, Gcm));
    }

    [Fact]
    public async Task A_second_server_with_the_certificate_and_other_suites_has_contexts_of_its_own()
    {
        await using var compatible = await TlsServer.StartAsync(isCompatible: true);
        Assert.Equal(Cbc, await compatible.ShakeAsync(SslProtocols.Tls12, Cbc));
        await using var server = await TlsServer.StartAsync(isCompatible: false, compatible);
        Assert.Null(await server.ShakeAsync(SslProtocols.Tls12, Cbc));
        Assert.Equal(Gcm, await server.ShakeAsync(SslProtocols.Tls12, Gcm));
        Assert.Equal(Gcm, await server.ShakeAsync(SslProtocols.Tls12, Gcm));
        Assert.Equal(Cbc, await compatible.ShakeAsync(SslProtocols.Tls12, Cbc));
        if (OperatingSystem.IsLinux()) Assert.DoesNotContain(compatible.Contexts.First(), server.Contexts);
    }

    [Theory]
    [InlineData("-tls1_2")]
    [InlineData("-tls1_3")]
    public async Task It_gives_no_tickets(string version)
    {
        Assert.SkipUnless(File.Exists("/usr/bin/openssl"), "openssl is not here");
        await using var server = await TlsServer.StartAsync(isCompatible: false);
        using var client = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo("/usr/bin/openssl",
            ["s_client", version, "-connect", $"{server.End}", "-reconnect"])
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
        })!;
        await client.StandardInput.WriteAsync("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        await client.StandardInput.FlushAsync(Token);
        var output = await client.StandardOutput.ReadToEndAsync(Token);
        await client.WaitForExitAsync(Token);
        Assert.Contains("New, TLSv1", output, StringComparison.Ordinal);
        Assert.DoesNotContain("Reused, TLSv1", output, StringComparison.Ordinal);
        Assert.DoesNotContain("TLS session ticket:", output, StringComparison.Ordinal);
        Assert.DoesNotContain("Post-Handshake New Session Ticket arrived", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(TlsCipherSuite.TLS_AES_128_GCM_SHA256, "TLS_AES_128_GCM_SHA256")]
    [InlineData(TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384, "ECDHE-ECDSA-AES256-GCM-SHA384")]
    [InlineData(TlsCipherSuite.TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256, "ECDHE-RSA-CHACHA20-POLY1305")]
    [InlineData(TlsCipherSuite.TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384, "ECDHE-RSA-AES256-SHA384")]
    [InlineData(TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA, "ECDHE-ECDSA-AES128-SHA")]
    public void Suites_have_the_names_of_OpenSSL(TlsCipherSuite suite, string name) => Assert.Equal(name, SharedContext.Name(suite));
}
