using System.Security.Cryptography.X509Certificates;
using Sekimori.Gate.Settings;
using Sekimori.Gate.Tls;
using Sekimori.Storage.Files;
using Sekimori.Storage.Secrets;

namespace Sekimori.Gate;

/// <summary>What the keys of stored secrets are wrapped with.</summary>
internal static class GateSecrets
{
    /// <summary>Opens the key ring of a data folder as the settings say.</summary>
    /// <exception cref="GateException">The certificate or credential cannot be used.</exception>
    public static SecretProtection Open(SecretSettings settings, DataFolder folder)
    {
        try
        {
            return new SecretProtection(folder,
                new KeyWrapping { Certificate = Certificate(settings), Credential = settings.SystemdCredential });
        }
        catch (Exception failure) when (failure is CertificateException or InvalidDataException or IOException)
        {
            throw new GateException($"cannot decrypt stored secrets: {failure.Message}", failure);
        }
    }

    private static X509Certificate2? Certificate(SecretSettings settings) =>
        settings.CertificateFile is { } file ? new CertificateFile(file, PasswordPath: settings.PasswordFile).Read().Certificate : null;
}
