using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging;
using Sekimori.Gate.Guarding;
using Sekimori.Gate.Settings;
using Sekimori.Gate.Tls;
using Sekimori.Security;
using Sekimori.Security.Accounts;
using Sekimori.Security.Certificates;
using Sekimori.Security.Digest;
using Sekimori.Security.Kerberos;
using Sekimori.Security.Ntlm;
using Sekimori.Server.Listening;
using Sekimori.Storage.Accounts;

namespace Sekimori.Gate;

/// <summary>How both protocols identify the caller: the same accounts, and the same delays after wrong passwords.</summary>
internal sealed class GateLogon : IDisposable
{
    private readonly ILoggerFactory loggers;
    private volatile IReadOnlyList<string> _names;

    public GateLogon(LogonSettings settings, GatewaySettings gateway, AccountStore accounts, CertificateKeeper? keeper,
        ILoggerFactory loggers)
    {
        this.loggers = loggers;
        Accounts = accounts;
        HostName = Dns.GetHostName();
        var logger = loggers.CreateLogger<GateLogon>();
        foreach (var mapping in accounts.Mappings.Where(mapping =>
            mapping is { Kind: IdentityKind.Certificate, Name: CertificateNameKind.Unspecified }))
        {
            if (CertificateNames.Of(mapping) is var name && name != CertificateNameKind.Unspecified)
                logger.MappingGuessed(mapping.Identity, name == CertificateNameKind.Subject ? "subject" : "user principal name");
            else logger.MappingUnused(mapping.Identity);
        }

        _names = [.. new[] { HostName, HostName.Split('.')[0] }.Concat(settings.PublishedNames).Distinct(StringComparer.OrdinalIgnoreCase)];
        var host = new HostNames(_names, new OwnAddresses(TimeProvider.System).Contains)
        {
            // NTLM names the host that the caller has typed: for a target of this gate, one below its domain.
            Domain = gateway.Domain,
        };
        _ = LearnFullNameAsync(host);
        var authority = new LocalAuthority(HostName, settings.Domain)
        {
            Host = host,
            // With a keytab the host belongs to a realm, as with a domain: another one's accounts are not ours.
            TakesTargets = gateway.IsAlone,
            TakesUnknownDomains = settings.TakesUnknownDomains ?? settings is { Domain: null, Keytab: null },
        };
        var throttle = new LogonThrottle(
            new LogonThrottleOptions { LockAfter = settings.LockAfter, LockFor = settings.LockFor }, TimeProvider.System);
        Passwords = new PasswordAuthenticator(accounts, authority, throttle, Math.Max(1, Environment.ProcessorCount / 2));
        Digest = new DigestAuthenticator(accounts, throttle, TimeProvider.System);
        Certificates = new CertificateAuthenticator(accounts, ClientAuthorities.Read(settings), TimeProvider.System);
        var schemes = new SecurityAcceptorSettings
        {
            Accounts = accounts,
            Authority = authority,
            Throttle = throttle,
            TargetName = new TargetNameCheck(settings.TargetName, host),
            RequireMic = settings.RequireMic,
            Kerberos = settings.Keytab is { } keytab ? new KerberosSettings { Keytab = keytab } : null,
        };
        var acceptor = new SecurityAcceptor(schemes);
        (Acceptor, Delegating) = (acceptor, acceptor.Delegating);
        // RPC has no number for CredSSP, and must not be talked into it.
        HttpAcceptor = keeper is null ? acceptor : new SecurityAcceptor(schemes with { CredSspCertificate = CredSsp(keeper) });
        if (acceptor.FindKerberosProblem is { } reason)
            logger.KerberosNotOffered(reason);
    }

    public string HostName { get; }

    /// <summary>The names under which clients know this host; another list once its full name is known.</summary>
    public IReadOnlyList<string> Names => _names;

    /// <summary>The local accounts.</summary>
    public IMappingStore Accounts { get; }

    /// <summary>Checks names and passwords.</summary>
    public PasswordAuthenticator Passwords { get; }

    /// <summary>NTLM, Kerberos, SPNEGO.</summary>
    public ISecurityAcceptor Acceptor { get; }

    /// <summary>The same for WS-Management, and CredSSP where there is a certificate for it.</summary>
    public ISecurityAcceptor HttpAcceptor { get; }

    /// <summary>This server as a service that acts for its callers; null without Kerberos.</summary>
    public DelegatingService? Delegating { get; }

    /// <summary>HTTP Digest.</summary>
    public DigestAuthenticator Digest { get; }

    /// <summary>Client certificates.</summary>
    public CertificateAuthenticator Certificates { get; }

    /// <summary>Returns whether those who have logged on may keep what they opened.</summary>
    public CallerWatch Watch(LiveGuard guard) => new(new CallerStanding(Accounts), guard, loggers.CreateLogger<CallerWatch>());

    /// <summary>
    /// The principal that clients of an authentication service name us by ([C706] rpc_mgmt_inq_princ_name); null if it is not offered.
    /// </summary>
    /// <param name="service">[MS-RPCE] 2.2.1.1.7; the numbers are those of <see cref="SecurityScheme"/>.</param>
    public string? PrincipalName(uint service) => Acceptor.Schemes.Any(scheme => (uint)scheme == service) ? $"host/{HostName}" : null;

    // Uses the system's resolver, which may take seconds; nothing waits for it. Without an answer the full name must be a published one.
    private async Task LearnFullNameAsync(HostNames host)
    {
        try
        {
            var name = (await Dns.GetHostEntryAsync(HostName)).HostName;
            host.Add(name);
            _names = [.. _names.Prepend(name).Distinct(StringComparer.OrdinalIgnoreCase)];
        }
        catch (Exception unknown) when (unknown is SocketException or ArgumentException)
        {
            loggers.CreateLogger<GateLogon>().NoFullName(HostName, unknown.Message);
        }
    }

    public void Dispose() => Passwords.Dispose();

    private static Func<X509Certificate2> CredSsp(CertificateKeeper keeper)
    {
        var certificate = new CredSspCertificate(() => keeper.Current.Certificate, TimeProvider.System);
        return () => certificate.Current;
    }
}
