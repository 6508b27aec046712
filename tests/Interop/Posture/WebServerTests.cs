using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Sekimori.Posture.Evaluation;
using Sekimori.Posture.Facts;
using Sekimori.Survey;

namespace Sekimori.Interop.Posture;

/// <summary>
/// nginx, stunnel and haproxy with TLS: usual set-ups of today, and old ones. Nothing of them is WS-Management, and nothing is said to be.
/// </summary>
[Trait("Peer", "nginx")]
public sealed class WebServerTests : IDisposable
{
    private readonly DirectoryInfo _folder = System.IO.Directory.CreateTempSubdirectory("sekimori-web-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("nginx", "nginx-light", false), InlineData("nginx", "nginx-light", true)]
    [InlineData("stunnel4", "stunnel4", false), InlineData("stunnel4", "stunnel4", true)]
    [InlineData("haproxy", "haproxy", false), InlineData("haproxy", "haproxy", true)]
    public async Task A_server_of_today_has_no_finding_of_TLS_and_an_old_one_has(string program, string package, bool isOld)
    {
        PeerProgram.Need(program, package);
        PeerProgram.Need("openssl", "openssl");
        var certificate = Path.Combine(_folder.FullName, "both.pem");
        var (code, _, errors) = await PeerProgram.RunAsync("openssl",
        [
            "req", "-x509", "-nodes", "-newkey", "rsa:2048", "-days", "90", "-subj", "/CN=a", "-addext", "subjectAltName=IP:127.0.0.1",
            "-addext", "extendedKeyUsage=serverAuth", "-keyout", certificate + ".key", "-out", certificate + ".crt",
        ]);
        Assert.True(code == 0, errors);
        await File.WriteAllTextAsync(certificate, await File.ReadAllTextAsync(certificate + ".crt") + await File.ReadAllTextAsync(
            certificate + ".key"));
        var port = Free();
        using var peer = Start(program, port, certificate, isOld);
        try
        {
            await AcceptsAsync(peer, port);
            var facts = await new HostSurvey("127.0.0.1", new()
            {
                TlsPorts = [port], MapperPort = 1, HttpPort = 1, HttpsPort = 1, NeighbourPort = asked => asked == 443 ? port : 1,
            }).AskAsync(TestContext.Current.CancellationToken);
            var outcomes = Evaluator.Evaluate(facts, new(DateTimeOffset.UtcNow)).ToLookup(one => one.Check.Id);
            Assert.Equal(isOld ? Outcome.Fail : Outcome.Pass, Worst(outcomes["T01"]));
            Assert.Equal(isOld ? Outcome.Fail : Outcome.Pass, Worst(outcomes["T03"]));
            Assert.DoesNotContain(outcomes["E06"], one => one.Outcome == Outcome.Fail);
            Assert.DoesNotContain(outcomes["W06"], one => one.Outcome == Outcome.Fail);
        }
        finally
        {
            if (!peer.HasExited) peer.Kill(entireProcessTree: true);
            await peer.WaitForExitAsync();
        }
    }

    private static Outcome Worst(IEnumerable<Finding> findings) =>
        findings.Any(one => one.Outcome == Outcome.Fail) ? Outcome.Fail : findings.First().Outcome;

    private Process Start(string program, int port, string certificate, bool isOld)
    {
        var file = Path.Combine(_folder.FullName, program + ".conf");
        var at = string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{port}");
        File.WriteAllText(file, program switch
        {
            "nginx" => $$"""
                daemon off; master_process off; pid {{_folder}}/nginx.pid; error_log stderr;
                events { }
                http {
                    access_log off;
                    client_body_temp_path {{_folder}}; proxy_temp_path {{_folder}}; fastcgi_temp_path {{_folder}};
                    uwsgi_temp_path {{_folder}}; scgi_temp_path {{_folder}};
                    server {
                        listen {{at}} ssl; ssl_certificate {{certificate}}.crt; ssl_certificate_key {{certificate}}.key;
                        ssl_protocols {{(isOld ? "TLSv1 TLSv1.1" : "TLSv1.2 TLSv1.3")}};
                        ssl_ciphers {{(isOld ? "ALL:@SECLEVEL=0" : "ECDHE+AESGCM")}};
                        location / { return 404; }
                    }
                }
                """,
            "stunnel4" => $"""
                foreground = yes
                pid =
                [web]
                accept = {at}
                connect = 127.0.0.1:1
                cert = {certificate}
                sslVersionMin = {(isOld ? "TLSv1" : "TLSv1.2")}
                sslVersionMax = {(isOld ? "TLSv1.1" : "TLSv1.3")}
                ciphers = {(isOld ? "ALL:@SECLEVEL=0" : "ECDHE+AESGCM")}
                securityLevel = {(isOld ? 0 : 2)}

                """,
            _ => $"""
                defaults
                    mode http
                    timeout client 10s
                    timeout server 10s
                    timeout connect 1s
                frontend web
                    bind {at} ssl crt {certificate} {(isOld
                        ? "ssl-min-ver TLSv1.0 ssl-max-ver TLSv1.1 ciphers ALL:@SECLEVEL=0" : "ssl-min-ver TLSv1.2")}
                    http-request return status 404

                """,
        });
        string[] arguments = program switch { "nginx" => ["-c", file], "haproxy" => ["-f", file, "-db"], _ => [file] };
        var process = Process.Start(
            new ProcessStartInfo(program, arguments) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        _ = process.StandardError.ReadToEndAsync();
        _ = process.StandardOutput.ReadToEndAsync();
        return process;
    }

    private static async Task AcceptsAsync(Process peer, int port)
    {
        for (var tries = 0; tries < 100; tries++)
        {
            using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
            try
            {
                await socket.ConnectAsync(IPAddress.Loopback, port);
                return;
            }
            catch (SocketException) when (!peer.HasExited)
            {
                await Task.Delay(100);
            }
        }
    }

    private static int Free()
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }
}
