using System.Net;
using Microsoft.Extensions.Logging;
using Sekimori.Gate.Tls;
using Sekimori.Storage.Files;
using Sekimori.WsMan.Faults;
using Sekimori.WsMan.Operations;

namespace Sekimori.Gate.Tls;

/// <summary>
/// The one certificate that every HTTPS listener serves with: one's own where the settings name one, else that of the first start. It is
/// not touched before a listener needs it.
/// </summary>
internal sealed class HttpsCertificate(GateOptions options) : IDisposable
{
    private readonly Lock _lock = new();

    /// <summary>The object that watches it; null if no listener has needed it yet.</summary>
    public CertificateKeeper? Keeper { get; private set; }

    /// <summary>Reads the certificate, or makes it, where that has not happened yet.</summary>
    /// <exception cref="GateException">It cannot be used.</exception>
    public CertificateKeeper Open()
    {
        lock (_lock)
        {
            try
            {
                var own = options.Settings.Certificate;
                return Keeper ??= new CertificateKeeper(own.File is { } path
                    ? new CertificateFile(path, own.KeyFile, own.PasswordFile)
                    : CertificateKeeper.SelfMade(options.Folder.File("certificate.pem"), options.Settings.Addresses,
                    options.Clock.GetUtcNow()), options.Loggers.CreateLogger<CertificateKeeper>(), options.Clock);
            }
            catch (CertificateException failure)
            {
                throw new GateException(failure.Message, failure);
            }
        }
    }

    /// <summary>SHA-1 of the certificate, as winrm writes it; empty if no listener has needed it yet.</summary>
    public string Thumbprint => Keeper?.Current.Certificate.Thumbprint ?? "";

    /// <summary>
    /// A listener as it can be: HTTPS has this certificate and no other, and is for a host that the certificate names ([MS-WSMV]
    /// 3.1.4.1.29.5).
    /// </summary>
    /// <param name="listener">The requested listener.</param>
    /// <param name="before">What it was; null if it is new.</param>
    /// <exception cref="WsManFaultException">It cannot be.</exception>
    public ConfigListener For(ConfigListener listener, ConfigListener? before)
    {
        if (listener.Transport != "HTTPS") return listener;
        try
        {
            var own = Open().Current.Certificate;
            if (listener.CertificateThumbprint.Length > 0
                && !listener.CertificateThumbprint.Equals(own.Thumbprint, StringComparison.OrdinalIgnoreCase))
                throw new WsManFaultException(
                    Fault.Internal($"The only certificate of this server is {own.Thumbprint}.", WsManErrors.CertificateNotFound));
            if (listener.Hostname.Length > 0 && listener.Hostname != before?.Hostname
                && (Uri.CheckHostName(listener.Hostname) == UriHostNameType.Unknown || !own.MatchesHostname(listener.Hostname)))
                throw new WsManFaultException(
                    Fault.Internal("The certificate is for another host than Hostname.", WsManErrors.CertificateNameMismatch));
        }
        catch (Exception failure) when (failure is GateException or IOException or UnauthorizedAccessException)
        {
            throw new WsManFaultException(Fault.Internal($"No certificate: {failure.Message}", WsManErrors.CertificateNotFound));
        }

        return listener with
        {
            Hostname = listener.Hostname.Length > 0 ? listener.Hostname : Dns.GetHostName(),
            CertificateThumbprint = ""
        };
    }

    public void Dispose() => Keeper?.Dispose();
}
