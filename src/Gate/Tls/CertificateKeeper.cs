using System.Net;
using System.Text;
using Microsoft.Extensions.Logging;
using Sekimori.Server.Tls;
using Sekimori.Storage.Files;

namespace Sekimori.Gate.Tls;

/// <summary>
/// Holds the certificate that new TLS connections are made with, and looks after it: takes a changed file up, and says when the end of its
/// validity is near.
/// </summary>
internal sealed class CertificateKeeper : ICertificateSource, IDisposable
{
    // Looking at a file's time costs nothing. Unlike a watch, it also sees a symbolic link that was turned elsewhere, which is how ACME
    // clients and Kubernetes replace files.
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan WarnEvery = TimeSpan.FromDays(1);

    /// <summary>From this many days before its end, the log warns about a certificate.</summary>
    public const int WarnDays = 30;

    private readonly CertificateFile file;
    private readonly ILogger<CertificateKeeper> logger;
    private readonly TimeProvider clock;
    private readonly ITimer timer;
    private string stamp;
    private DateTimeOffset lastWarning;
    private volatile ServerCertificate current;

    /// <summary>Reads the certificate and starts to look after it.</summary>
    /// <exception cref="CertificateException">It cannot be used.</exception>
    public CertificateKeeper(CertificateFile file, ILogger<CertificateKeeper> logger, TimeProvider clock)
    {
        this.file = file;
        this.logger = logger;
        this.clock = clock;
        stamp = file.Stamp();
        current = file.Read();
        WarnOfEnd();
        timer = clock.CreateTimer(_ => Look(), null, LookEvery, LookEvery);
    }

    /// <inheritdoc/>
    public ServerCertificate Current => current;

    /// <summary>
    /// The certificate file of the first start: created if it does not exist, and renewed if it is no longer valid. Readable by its owner
    /// only.
    /// </summary>
    /// <param name="path">Where it is, or will be.</param>
    /// <param name="addresses">The addresses that are served.</param>
    /// <param name="now">The time.</param>
    /// <exception cref="CertificateException">The file exists, and cannot be used.</exception>
    /// <exception cref="IOException">It cannot be written.</exception>
    public static CertificateFile SelfMade(string path, IEnumerable<IPAddress> addresses, DateTimeOffset now)
    {
        var file = new CertificateFile(path, IsSelfMade: true);
        if (File.Exists(path) && file.Read().NotAfter > now)
            return file;
        DurableFile.Replace(path, Encoding.ASCII.GetBytes(SelfMadeCertificate.CreatePem(addresses, now)));
        return file;
    }

    /// <summary>Ends the watch. Connections keep their certificate.</summary>
    public void Dispose() => timer.Dispose();

    private void Look()
    {
        var seen = file.Stamp();
        if (seen != stamp)
        {
            stamp = seen;
            try
            {
                current = file.Read();
                logger.CertificateLoaded(file.Path, current.Fingerprint, current.NotAfter);
                lastWarning = default;
            }
            catch (CertificateException failure)
            {
                logger.CertificateUnchanged(failure.Message);
            }
        }

        WarnOfEnd();
    }

    private void WarnOfEnd()
    {
        var now = clock.GetUtcNow();
        if (current.DaysLeft(now) is var days && days >= WarnDays || now - lastWarning < WarnEvery)
            return;
        lastWarning = now;
        if (days < 0)
            logger.CertificateEnded(file.Path, current.NotAfter);
        else
            logger.CertificateEnds(file.Path, days, current.NotAfter);
    }
}
