using Microsoft.Extensions.Logging;
using Sekimori.App.Terminal;
using Sekimori.Hosting.Tls;
using Sekimori.Storage.Files;

namespace Sekimori.App.Serve;

/// <summary>Which certificate HTTPS is served with.</summary>
internal static class ServeCertificate
{
    /// <summary>One's own where the settings name one, else the one of the first start.</summary>
    /// <exception cref="CommandException">It cannot be used.</exception>
    public static CertificateKeeper Open(ServeSettings settings, DataFolder folder, ILoggerFactory loggers, TimeProvider clock)
    {
        try
        {
            var own = settings.Certificate;
            var file = own.File is { } path
                ? new CertificateFile(path, own.KeyFile, own.PasswordFile)
                : CertificateKeeper.SelfMade(folder.File("certificate.pem"), settings.Addresses, clock.GetUtcNow());
            return new CertificateKeeper(file, loggers.CreateLogger<CertificateKeeper>(), clock);
        }
        catch (CertificateException failure)
        {
            throw new CommandException(ExitCode.Failed, failure.Message, failure);
        }
    }
}
