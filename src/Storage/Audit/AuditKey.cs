using System.Security.Cryptography;
using System.Text;

namespace Sekimori.Storage.Audit;

/// <summary>
/// The key that signs heads: ECDSA over P-256, in audit.key, readable by its owner only. `log head` shows its public half.
/// </summary>
internal sealed class AuditKey : IDisposable
{
    private readonly ECDsa _key;

    private AuditKey(ECDsa key) => _key = key;

    /// <summary>The public key as PEM.</summary>
    public string PublicPem => _key.ExportSubjectPublicKeyInfoPem();

    /// <summary>Distinguishes the logs of different servers in a database: the start of SHA-256 over the public key.</summary>
    internal string Id => Convert.ToHexStringLower(SHA256.HashData(_key.ExportSubjectPublicKeyInfo()).AsSpan(0, 12));

    /// <summary>Reads the key of a folder, or makes one.</summary>
    public static AuditKey Open(string folder)
    {
        var path = Path.Combine(folder, "audit.key");
        var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        if (File.Exists(path))
        {
            key.ImportFromPem(File.ReadAllText(path));
            return new(key);
        }
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using (var file = new FileStream(path, options)) file.Write(Encoding.ASCII.GetBytes(key.ExportPkcs8PrivateKeyPem()));
        return new(key);
    }

    /// <summary>Signs a head: "number hash time".</summary>
    public string Sign(long sequence, string hash, DateTimeOffset time) =>
        Convert.ToBase64String(_key.SignData(Text(sequence, hash, time), HashAlgorithmName.SHA256));

    /// <summary>True if the signature is this key's for that head.</summary>
    public static bool IsSigned(string publicPem, long sequence, string hash, DateTimeOffset time, string signature)
    {
        using var key = ECDsa.Create();
        key.ImportFromPem(publicPem);
        try
        {
            return key.VerifyData(Text(sequence, hash, time), Convert.FromBase64String(signature), HashAlgorithmName.SHA256);
        }
        catch (FormatException)
        {
            return false;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _key.Dispose();

    private static byte[] Text(long sequence, string hash, DateTimeOffset time) =>
        Encoding.ASCII.GetBytes($"sekimori audit head {sequence} {hash} {time.ToUnixTimeMilliseconds()}");
}
