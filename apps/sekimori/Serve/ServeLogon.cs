using System.Net;
using Microsoft.Extensions.Logging;
using Sekimori.Security;
using Sekimori.Security.Accounts;
using Sekimori.Security.Kerberos;
using Sekimori.Storage.Accounts;

namespace Sekimori.App.Serve;

/// <summary>How both doors learn who is asking: the same accounts, and the same patience with wrong passwords.</summary>
internal sealed partial class ServeLogon : IDisposable
{
    public ServeLogon(LogonSettings settings, AccountStore accounts, ILoggerFactory loggers)
    {
        HostName = Dns.GetHostName();
        var authority = new LocalAuthority(HostName, settings.Domain);
        var throttle = new LogonThrottle(new LogonThrottleOptions { LockAfter = settings.LockAfter, LockFor = settings.LockFor }, TimeProvider.System);
        Passwords = new PasswordAuthenticator(accounts, authority, throttle);
        var acceptor = new SecurityAcceptor(new SecurityAcceptorSettings
        {
            Accounts = accounts,
            Authority = authority,
            Throttle = throttle,
            Kerberos = settings.Keytab is { } keytab ? new KerberosSettings { Keytab = keytab } : null,
        });
        Acceptor = acceptor;
        if (acceptor.WhyNoKerberos is { } reason)
            LogNoKerberos(loggers.CreateLogger<ServeLogon>(), reason);
    }

    public string HostName { get; }

    /// <summary>Checks names and passwords.</summary>
    public PasswordAuthenticator Passwords { get; }

    /// <summary>NTLM, Kerberos, SPNEGO.</summary>
    public ISecurityAcceptor Acceptor { get; }

    public void Dispose() => Passwords.Dispose();

    [LoggerMessage(20, LogLevel.Warning, "Kerberos is configured and not offered: {Reason}")]
    private static partial void LogNoKerberos(ILogger logger, string reason);
}
