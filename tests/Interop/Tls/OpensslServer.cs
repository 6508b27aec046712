using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.RegularExpressions;

namespace Sekimori.Interop.Tls;

/// <summary>`openssl s_server` with a certificate of its own, on a free loopback port.</summary>
internal sealed partial class OpensslServer : IAsyncDisposable
{
    private readonly DirectoryInfo _folder;
    private readonly Process _process;

    private OpensslServer(DirectoryInfo folder, Process process, int port) => (_folder, _process, Port) = (folder, process, port);

    public int Port { get; }

    /// <summary>Starts it.</summary>
    /// <param name="request">Further arguments of `openssl req`.</param>
    /// <param name="server">Further arguments of `openssl s_server`.</param>
    public static async Task<OpensslServer> StartAsync(string request, string server)
    {
        var folder = Directory.CreateTempSubdirectory("sekimori-tls");
        var (key, certificate) = (Path.Combine(folder.FullName, "key.pem"), Path.Combine(folder.FullName, "cert.pem"));
        var (code, _, errors) = await PeerProgram.RunAsync("openssl",
            ["req", "-x509", "-nodes", "-keyout", key, "-out", certificate, .. request.Split(' ', StringSplitOptions.RemoveEmptyEntries)]);
        Assert.True(code == 0, errors);
        return await StartAsync(folder, server);
    }

    /// <summary>Starts it with a certificate that openssl itself does not make, such as one that has expired.</summary>
    /// <param name="certificate">The certificate.</param>
    /// <param name="key">Its key.</param>
    /// <param name="server">Further arguments of `openssl s_server`.</param>
    public static async Task<OpensslServer> StartAsync(X509Certificate2 certificate, RSA key, string server)
    {
        var folder = Directory.CreateTempSubdirectory("sekimori-tls");
        await File.WriteAllTextAsync(Path.Combine(folder.FullName, "cert.pem"), certificate.ExportCertificatePem());
        await File.WriteAllTextAsync(Path.Combine(folder.FullName, "key.pem"), key.ExportPkcs8PrivateKeyPem());
        return await StartAsync(folder, server);
    }

    private static async Task<OpensslServer> StartAsync(DirectoryInfo folder, string server)
    {
        var (key, certificate) = (Path.Combine(folder.FullName, "key.pem"), Path.Combine(folder.FullName, "cert.pem"));
        var start = new ProcessStartInfo("openssl")
        {
            RedirectStandardOutput = true, RedirectStandardInput = true, RedirectStandardError = true, UseShellExecute = false,
        };
        foreach (var argument in (string[])["s_server", "-accept", "127.0.0.1:0", "-key", key, "-cert", certificate,
            .. server.Split(' ', StringSplitOptions.RemoveEmptyEntries)]) start.ArgumentList.Add(argument);
        var process = Process.Start(start)!;
        _ = process.StandardError.ReadToEndAsync();
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (await process.StandardOutput.ReadLineAsync(limit.Token) is { } line)
            if (Accept().Match(line) is { Success: true } found)
            {
                _ = process.StandardOutput.ReadToEndAsync();
                return new(folder, process, int.Parse(found.Groups[1].Value, CultureInfo.InvariantCulture));
            }

        throw new InvalidOperationException("openssl s_server ended before it listened.");
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _folder.Delete(recursive: true);
    }

    [GeneratedRegex(@"^ACCEPT .*:(\d+)")]
    private static partial Regex Accept();
}
