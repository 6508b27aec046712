using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Sekimori.Server.Tls;

namespace Sekimori.Gate.Tls;

/// <summary>
/// A file with a certificate and its key: PEM (certificate, intermediates, key in any order; the key may have a file of its own) or PFX.
/// </summary>
/// <param name="Path">Where the certificate is.</param>
/// <param name="KeyPath">Where its key is, for PEM; null if it is in <paramref name="Path"/>.</param>
/// <param name="PasswordPath">A file whose first line is the password of the PFX or of an encrypted key; null if there is none.</param>
/// <param name="IsSelfMade">True if Sekimori created the file.</param>
internal sealed record CertificateFile(string Path, string? KeyPath = null, string? PasswordPath = null, bool IsSelfMade = false)
{
    // A chain with its key has about 10 KB; more is another file.
    private const int MaxSize = 1024 * 1024;

    /// <summary>Reads the files.</summary>
    /// <exception cref="CertificateException">They are absent, unreadable, or hold no certificate with its key.</exception>
    public ServerCertificate Read()
    {
        try
        {
            var bytes = ReadWhole(Path);
            var password = PasswordPath is null
                ? null
                : System.Text.Encoding.UTF8.GetString(ReadWhole(PasswordPath)).Split('\n', 2)[0].TrimEnd('\r');
            return bytes.AsSpan().IndexOf("-----BEGIN "u8) >= 0 ? ReadPem(bytes, password) : ReadPfx(bytes, password);
        }
        catch (Exception failure)
            when (failure is CryptographicException or ArgumentException or IOException or UnauthorizedAccessException)
        {
            var reason = failure is FileNotFoundException or DirectoryNotFoundException
                ? "no such file"
                : failure.Message.ReplaceLineEndings(" ");
            throw new CertificateException($"cannot use the certificate {Path}: {reason}", failure);
        }
    }

    /// <summary>Changes whenever one of the files is replaced or rewritten, also behind a symbolic link.</summary>
    internal string Stamp() => string.Join('|', new[] { Path, KeyPath, PasswordPath }.OfType<string>().Select(FileStamp.Of));

    private static byte[] ReadWhole(string path)
    {
        using var file = File.OpenRead(path);
        if (file.Length > MaxSize)
            throw new IOException($"{path} is larger than {MaxSize} bytes");
        var bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        return bytes;
    }

    private ServerCertificate ReadPem(byte[] bytes, string? password)
    {
        var text = System.Text.Encoding.UTF8.GetString(bytes);
        var key = KeyPath is null ? text : System.Text.Encoding.UTF8.GetString(ReadWhole(KeyPath));
        var certificate = password is null
            ? X509Certificate2.CreateFromPem(text, key)
            : X509Certificate2.CreateFromEncryptedPem(text, key, password);
        var chain = new X509Certificate2Collection();
        chain.ImportFromPem(text);
        return new ServerCertificate(certificate, Without(chain, certificate), IsSelfMade);
    }

    private ServerCertificate ReadPfx(byte[] bytes, string? password)
    {
        var all = X509CertificateLoader.LoadPkcs12Collection(bytes, password);
        var certificate = all.FirstOrDefault(c => c.HasPrivateKey) ?? throw new CryptographicException("it contains no private key");
        return new ServerCertificate(certificate, Without(all, certificate), IsSelfMade);
    }

    private static X509Certificate2Collection Without(X509Certificate2Collection all, X509Certificate2 certificate) =>
        new(all.Where(c => !c.RawData.AsSpan().SequenceEqual(certificate.RawData)).ToArray());
}
