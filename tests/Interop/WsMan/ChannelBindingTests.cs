using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Sekimori.Security;
using Sekimori.Security.Channels;
using Sekimori.Security.Credentials;
using Sekimori.WsMan.Operations;

namespace Sekimori.Interop.WsMan;

/// <summary>Channel bindings over HTTPS: a man in the middle and passes a handshake on has another certificate than ours.</summary>
public sealed class ChannelBindingTests(RealmFixture realm) : IClassFixture<RealmFixture>
{
    public static TheoryData<string, string, string, RefusalReason?> Cases
    {
        get
        {
            var cases = new TheoryData<string, string, string, RefusalReason?>();
            foreach (var scheme in (string[])["NTLM", "SPNEGO with NTLM", "SPNEGO with Kerberos", "Kerberos"])
            {
                foreach (var mode in (string[])["None", "Relaxed", "Strict"])
                {
                    cases.Add(scheme, mode, "ours", null);
                    cases.Add(scheme, mode, "none", mode == "Strict" ? RefusalReason.NoChannel : null);
                    cases.Add(scheme, mode, "another", mode == "None" ? null : RefusalReason.WrongChannel);
                }
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task A_handshake_is_taken_by_the_channel_that_it_names(string scheme, string mode, string channel, RefusalReason? refusal)
    {
        var withTickets = scheme.Contains("Kerberos", StringComparison.Ordinal);
        var settings = new WsManSettings { CbtHardeningLevel = mode };
        await using var server = withTickets ? await realm.StartAsync(settings) : await WsManTestServer.StartAsync(settings);
        Credential credential = withTickets
            ? new KerberosCredential { Cache = realm.Cache }
            : PasswordCredential.Parse("operator", WsManTestServer.Password);
        var options = new ContextOptions
        {
            Target = "HTTP/" + RealmFixture.Host,
            Channel = channel switch { "ours" => await OfAsync(server.Https), "another" => Another(), _ => null },
        };
        using var client = new RawClient(server.Https);
        var (name, context) = scheme switch
        {
            "NTLM" => ("Negotiate", SecurityScheme.Ntlm),
            "Kerberos" => ("Kerberos", SecurityScheme.Kerberos),
            _ => ("Negotiate", SecurityScheme.Spnego),
        };
        using var proved = await client.LogonAsync(name, context, new SecurityInitiator(credential), options);
        Assert.Equal(refusal is null, proved is not null);
        using var answer = await client.SendAsync(System.Text.Encoding.UTF8.GetBytes(RawClient.Identify));
        Assert.Equal(refusal is null ? HttpStatusCode.OK : HttpStatusCode.Unauthorized, answer.StatusCode);
        if (refusal is not null)
            Assert.Contains(server.Log.Lines, line =>
                line.Contains("WS-Man logon of", StringComparison.Ordinal) && line.Contains(refusal.ToString()!, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_handshake_for_a_tls_server_that_is_passed_on_to_plain_http_is_refused()
    {
        await using var server = await WsManTestServer.StartAsync();
        using var client = new RawClient(server.Http);
        var options = new ContextOptions { Level = Sekimori.Guard.ProtectionLevel.Privacy, Channel = Another() };
        Assert.Null(
            await client.LogonAsync("Negotiate", SecurityScheme.Ntlm,
            new SecurityInitiator(PasswordCredential.Parse("operator", WsManTestServer.Password)), options));
        Assert.Contains(server.Log.Lines, line => line.Contains(nameof(RefusalReason.WrongChannel), StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Relaxed", true)] // Debian's pywinrm, curl and the Go client name no channel over TLS either, and are to log on
    [InlineData("Strict", false)]
    public async Task A_logon_that_was_begun_for_plain_http_is_taken_over_https_unless_bindings_are_strict(string mode, bool isTaken)
    {
        await using var server = await WsManTestServer.StartAsync(new WsManSettings { CbtHardeningLevel = mode });
        using var between = new RawClient(server.Https);
        // What a client says over HTTP: it needs its messages sealed, names the host rightly and no channel.
        var options = new ContextOptions { Level = Sekimori.Guard.ProtectionLevel.Privacy, Target = "HTTP/" + RealmFixture.Host };
        using var relayed = await between.LogonAsync(
            "Negotiate", SecurityScheme.Ntlm, new SecurityInitiator(PasswordCredential.Parse("operator", WsManTestServer.Password)),
            options);
        Assert.Equal(isTaken, relayed is not null);
        if (!isTaken) Assert.Contains(server.Log.Lines, line => line.Contains(nameof(RefusalReason.NoChannel), StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_logon_that_was_begun_for_another_host_is_refused_by_its_target()
    {
        await using var server = await WsManTestServer.StartAsync();
        using var between = new RawClient(server.Https);
        var options = new ContextOptions { Target = "HTTP/files.lab.test" };
        Assert.Null(
            await between.LogonAsync("Negotiate", SecurityScheme.Ntlm,
            new SecurityInitiator(PasswordCredential.Parse("operator", WsManTestServer.Password)), options));
        Assert.Contains(server.Log.Lines, line => line.Contains(nameof(RefusalReason.WrongTarget), StringComparison.Ordinal)
            && line.Contains("HTTP/files.lab.test", StringComparison.Ordinal));
    }

    private static async Task<ChannelBindings> OfAsync(Uri server)
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync(server.Host, server.Port);
        await using var tls = new SslStream(socket.GetStream(), false, (_, _, _, _) => true);
        await tls.AuthenticateAsClientAsync(server.Host);
        using var certificate = X509CertificateLoader.LoadCertificate(tls.RemoteCertificate!.GetRawCertData());
        return ChannelBindings.ForServer(certificate);
    }

    private static ChannelBindings Another()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = new CertificateRequest("CN=between", key, HashAlgorithmName.SHA256).CreateSelfSigned(
            DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(90));
        return ChannelBindings.ForServer(certificate);
    }
}
