using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;

namespace Sekimori.Bench.Gate;

/// <summary>
/// HAProxy and nginx as Debian has them, with their usual settings: a port that is passed on. No logon, policy or record.
/// </summary>
internal static class ExternalRelay
{
    private const string NginxStream = "/usr/lib/nginx/modules/ngx_stream_module.so";

    /// <summary>Those that are here.</summary>
    public static IReadOnlyList<string> Here { get; } =
    [
        .. File.Exists("/usr/sbin/haproxy") ? ["HAProxy"] : Array.Empty<string>(),
        .. File.Exists("/usr/sbin/nginx") && File.Exists(NginxStream) ? ["nginx"] : Array.Empty<string>(),
    ];

    /// <summary>Starts one.</summary>
    /// <param name="name">Its name in <see cref="Here"/>.</param>
    /// <param name="target">The port behind.</param>
    /// <param name="certificate">The certificate; "-" for plain TCP.</param>
    public static (Process Process, string Line) Start(string name, string target, string certificate)
    {
        var port = GateProcess.FreePort();
        var folder = Directory.CreateTempSubdirectory("sekimori-relay-bench-").FullName;
        var (pem, settings) = (Path.Combine(folder, "both.pem"), Path.Combine(folder, "settings"));
        if (certificate != "-") File.WriteAllText(pem, Pem(certificate));
        File.WriteAllText(settings, name == "HAProxy" ? HaProxy(port, target, certificate == "-" ? "" : $" ssl crt {pem}")
            : Nginx(port, target, folder, certificate == "-" ? null : pem));
        var process = Process.Start(name == "HAProxy"
            ? new ProcessStartInfo("/usr/sbin/haproxy", ["-db", "-q", "-f", settings])
            : new ProcessStartInfo("/usr/sbin/nginx", ["-p", folder, "-c", settings]))!;
        for (var tries = 0; !IsListening(port); tries++)
        {
            if (tries == 100 || process.HasExited) throw new InvalidOperationException($"{name} has not started; see {folder}");
            Thread.Sleep(50);
        }
        return (process, $"{port}");
    }

    private static string HaProxy(int port, string target, string tls) => $"""
        global
            maxconn 5000
        defaults
            mode tcp
            timeout connect 5s
            timeout client 1h
            timeout server 1h
        frontend outer
            bind 127.0.0.1:{port}{tls}
            default_backend inner
        backend inner
            server it 127.0.0.1:{target}

        """;

    private static string Nginx(int port, string target, string folder, string? pem) => $$"""
        load_module {{NginxStream}};
        daemon off;
        worker_processes auto;
        pid {{folder}}/pid;
        error_log {{folder}}/error;
        events { worker_connections 4096; }
        stream {
            server {
                listen 127.0.0.1:{{port}}{{(pem is null ? "" : " ssl")}};
                {{(pem is null ? "" : $"ssl_certificate {pem}; ssl_certificate_key {pem};")}}
                proxy_pass 127.0.0.1:{{target}};
            }
        }

        """;

    private static string Pem(string file)
    {
        using var certificate = X509CertificateLoader.LoadPkcs12FromFile(file, null, X509KeyStorageFlags.Exportable);
        using var key = certificate.GetECDsaPrivateKey()!;
        return certificate.ExportCertificatePem() + "\n" + key.ExportPkcs8PrivateKeyPem() + "\n";
    }

    private static bool IsListening(int port)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Connect(IPAddress.Loopback, port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
