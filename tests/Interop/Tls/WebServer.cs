using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Sekimori.Interop.Tls;

/// <summary>nginx, stunnel or haproxy with TLS on a free loopback port: in a usual set-up of today, or in an old one.</summary>
internal sealed class WebServer : IAsyncDisposable
{
    private readonly DirectoryInfo _folder;
    private readonly Process _process;

    private WebServer(DirectoryInfo folder, Process process, int port) => (_folder, _process, Port) = (folder, process, port);

    public int Port { get; }

    /// <summary>Starts one, with a certificate of its own for 127.0.0.1.</summary>
    /// <param name="program">"nginx", "stunnel4" or "haproxy".</param>
    /// <param name="isOld">TLS 1.0 and 1.1 with every suite, instead of 1.2 and 1.3.</param>
    public static async Task<WebServer> StartAsync(string program, bool isOld)
    {
        PeerProgram.Need(program, program == "nginx" ? "nginx-light" : program);
        PeerProgram.Need("openssl", "openssl");
        var folder = System.IO.Directory.CreateTempSubdirectory("sekimori-web-");
        var certificate = Path.Combine(folder.FullName, "both.pem");
        var (code, _, errors) = await PeerProgram.RunAsync("openssl",
        [
            "req", "-x509", "-nodes", "-newkey", "rsa:2048", "-days", "90", "-subj", "/CN=a", "-addext", "subjectAltName=IP:127.0.0.1",
            "-addext", "extendedKeyUsage=serverAuth", "-keyout", certificate + ".key", "-out", certificate + ".crt",
        ]);
        Assert.True(code == 0, errors);
        await File.WriteAllTextAsync(certificate, await File.ReadAllTextAsync(certificate + ".crt") + await File.ReadAllTextAsync(
            certificate + ".key"));
        var port = Free();
        var server = new WebServer(folder, Start(folder, program, port, certificate, isOld), port);
        await AcceptsAsync(server._process, port);
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
        _folder.Delete(recursive: true);
    }

    private static Process Start(DirectoryInfo folder, string program, int port, string certificate, bool isOld)
    {
        var file = Path.Combine(folder.FullName, program + ".conf");
        var at = string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{port}");
        File.WriteAllText(file, program switch
        {
            "nginx" => $$"""
                daemon off; master_process off; pid {{folder}}/nginx.pid; error_log stderr;
                events { }
                http {
                    access_log off;
                    client_body_temp_path {{folder}}; proxy_temp_path {{folder}}; fastcgi_temp_path {{folder}};
                    uwsgi_temp_path {{folder}}; scgi_temp_path {{folder}};
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
