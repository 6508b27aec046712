using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Sekimori.Interop.WsMan;

/// <summary>An authority's list of revoked certificates, made by openssl and served over HTTP; 404 until it is made.</summary>
internal sealed class RevocationList : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("sekimori-crl-");
    private volatile byte[]? _list;

    public RevocationList()
    {
        _listener.Start();
        // The name is new each time: what was fetched is kept by its address.
        Address = new Uri($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/{Guid.NewGuid():N}.crl");
        _ = ServeAsync();
    }

    public Uri Address { get; }

    /// <summary>How often it was asked for.</summary>
    public int Asked { get; private set; }

    /// <summary>Makes the list.</summary>
    public async Task MakeAsync(TestAuthority authority, params X509Certificate2[] revoked)
    {
        string At(string name) => Path.Combine(_folder.FullName, name);
        await File.WriteAllTextAsync(At("ca.pem"), authority.Certificate.ExportCertificatePem());
        await File.WriteAllTextAsync(At("ca.key"), authority.KeyPem);
        await File.WriteAllTextAsync(At("crlnumber"), "01\n");
        // openssl-ca(1): status, expiry, revocation, serial, file, name.
        static string Time(DateTime time) => time.ToUniversalTime().ToString("yyMMddHHmmss'Z'", CultureInfo.InvariantCulture);
        await File.WriteAllLinesAsync(
            At("index.txt"), revoked.Select(c =>
            $"R\t{Time(c.NotAfter)}\t{Time(DateTime.UtcNow.AddHours(-1))},keyCompromise\t{c.SerialNumber}\tunknown\t/{c.Subject}"));
        await File.WriteAllTextAsync(At("ca.cnf"),
            $"[ca]\ndefault_ca=d\n[d]\ndatabase={At("index.txt")}\ncrlnumber=" +
            $"{At("crlnumber")}\ndefault_md=sha256\ndefault_crl_days=5\ncrl_extensions=e\n[e]\n");
        await OpenSslAsync("ca", "-config", At("ca.cnf"), "-gencrl", "-keyfile", At("ca.key"), "-cert", At("ca.pem"), "-out",
            At("crl.pem"));
        await OpenSslAsync("crl", "-in", At("crl.pem"), "-outform", "DER", "-out", At("crl.der"));
        _list = await File.ReadAllBytesAsync(At("crl.der"));
    }

    public void Dispose()
    {
        _listener.Stop();
        _folder.Delete(recursive: true);
    }

    private static async Task OpenSslAsync(params string[] arguments)
    {
        using var process = System.Diagnostics.Process.Start(
            new System.Diagnostics.ProcessStartInfo("openssl", arguments) { RedirectStandardError = true })!;
        var errors = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, errors);
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                using var client = await _listener.AcceptTcpClientAsync();
                var stream = client.GetStream();
                _ = await stream.ReadAsync(new byte[4096]);
                Asked++;
                var body = _list;
                var head = body is null ? "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
                    : $"HTTP/1.1 200 OK\r\nContent-Type: application/pkix-crl\r\nContent-Length: {body.Length}\r\nConnection: " +
                    $"close\r\n\r\n";
                await stream.WriteAsync(Encoding.ASCII.GetBytes(head));
                if (body is not null) await stream.WriteAsync(body);
            }
        }
        catch (Exception e) when (e is SocketException or InvalidOperationException or IOException)
        {
            // The test has ended.
        }
    }
}
