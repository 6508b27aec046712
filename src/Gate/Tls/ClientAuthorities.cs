using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Sekimori.Gate.Settings;
using Sekimori.Security.Certificates;

namespace Sekimori.Gate.Tls;

/// <summary>The trusted authorities of client certificates, from the settings.</summary>
internal static class ClientAuthorities
{
    /// <summary>Reads the authorities' file.</summary>
    /// <exception cref="GateException">It cannot be used.</exception>
    public static CertificateTrust Read(LogonSettings settings) => new()
    {
        Authorities = settings.ClientAuthorities is { } file ? [.. ReadFile(file)] : [],
        Revocation = settings.ClientRevocation == ClientRevocation.Off ? X509RevocationMode.NoCheck : X509RevocationMode.Online,
        AllowUnknownRevocation = settings.ClientRevocation == ClientRevocation.WhereKnown,
    };

    private static X509Certificate2Collection ReadFile(string file)
    {
        try
        {
            var authorities = new X509Certificate2Collection();
            authorities.ImportFromPemFile(file);
            return authorities.Count > 0
                ? authorities
                : throw new GateException($"the client authorities {file} contain no PEM certificate");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new GateException($"cannot use the client authorities {file}: {failure.Message.ReplaceLineEndings(" ")}", failure);
        }
    }
}
