using System.Security.Cryptography.X509Certificates;
using Sekimori.App.Terminal;
using Sekimori.Hosting.Tls;
using Sekimori.Storage.Files;
using Sekimori.Storage.Secrets;

namespace Sekimori.App.Serve;

/// <summary>What the keys of stored secrets are wrapped with.</summary>
internal static class ServeSecrets
{
    /// <summary>Opens the key ring of a data folder as the settings say.</summary>
    /// <exception cref="CommandException">The certificate or credential cannot be used.</exception>
    public static SecretProtection Open(SecretSettings settings, DataFolder folder)
    {
        try
        {
            return new SecretProtection(folder, new KeyWrapping { Certificate = Certificate(settings), Credential = settings.SystemdCredential });
        }
        catch (Exception failure) when (failure is CertificateException or InvalidDataException or IOException)
        {
            throw new CommandException(ExitCode.Failed, $"cannot decrypt stored secrets: {failure.Message}", failure);
        }
    }

    private static X509Certificate2? Certificate(SecretSettings settings) =>
        settings.CertificateFile is { } file ? new CertificateFile(file, PasswordPath: settings.PasswordFile).Read().Certificate : null;
}
