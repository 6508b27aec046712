using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Sekimori.Security.Channels;
using Sekimori.TestKit;

namespace Sekimori.Interop.Security;

/// <summary>A keytab of services of the realm, and a ticket of its administrator.</summary>
public sealed class KerberosFixture : IDisposable
{
    private static readonly ConcurrentDictionary<string, ChannelBindings> s_channels = new();

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("sekimori-kerberos");

    public KerberosFixture()
    {
        MissingReason = Realm.MissingReason;
        Keytab = Path.Combine(_folder.FullName, "keytab");
        if (MissingReason is not null) return;
        Realm.ExportKeytab(Keytab, "host/dc1.lab.test", "HTTP/dc1.lab.test");
        Realm.ExportKeytab(OtherKeytab, "krbtgt/LAB.TEST");
        Realm.AllowClockSkew(Path.Combine(_folder.FullName, "krb5.conf"), ClockSkew);
        Cache = Realm.GetTicket(Path.Combine(_folder.FullName, "ccache"));
    }

    /// <summary>Seconds that clocks may differ by here: tests can wait for longer.</summary>
    public const int ClockSkew = 4;

    public string? MissingReason { get; }

    /// <summary>A ticket that is good for so long. The realm gives one for a service only where it is asked for at the logon.</summary>
    public string CacheFor(int seconds, string service) =>
        Realm.GetTicket(Path.Combine(_folder.FullName, $"ccache-{service.Replace('/', '-')}"), lifetime: $"{seconds}s", service: service);

    public string Keytab { get; }

    /// <summary>Keys of a service that the tests have no tickets for.</summary>
    public string OtherKeytab => Keytab + ".other";

    public string Cache { get; } = "";

    public static ChannelBindings? Channel(string name) => name == "none" ? null : s_channels.GetOrAdd(name, _ =>
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256).CreateSelfSigned(
            DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(90));
        return ChannelBindings.ForServer(certificate);
    });

    public void Dispose() => _folder.Delete(recursive: true);
}
