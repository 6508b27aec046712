using Sekimori.Security.Accounts;
using Sekimori.Security.Credentials;

namespace Sekimori.Security.Kerberos;

/// <summary>
/// Asks the KDC whether a service may act for its callers at another service, without a caller: the service's own ticket for itself is the
/// evidence ([MS-SFU] 1.3.2), or the ticket of a user that the KDC gives it without one ([MS-SFU] 1.3.1). Nothing is sent to the other
/// service.
/// </summary>
internal static class DelegationTest
{
    /// <summary>Asks, and waits for the KDC.</summary>
    /// <param name="kerberos">The keytab of the service.</param>
    /// <param name="service">Its principal, HTTP/name@REALM.</param>
    /// <param name="target">The other service, HTTP/name.</param>
    /// <param name="user">A user, user@REALM, who has brought no ticket; null for the service itself, with its own.</param>
    /// <returns>Why it may not; null if the KDC has given the ticket.</returns>
    public static string? FindProblem(KerberosSettings kerberos, string service, string target, string? user)
    {
        var acceptor = new SecurityAcceptor(new SecurityAcceptorSettings
        {
            Accounts = new NoAccounts(), Authority = new LocalAuthority("localhost"), Kerberos = kerberos,
            Throttle = new LogonThrottle(new LogonThrottleOptions(), TimeProvider.System),
        });
        if (acceptor.FindKerberosProblem is { } missing) return missing;
        string? why;
        using var credential = user is not null
            ? acceptor.Delegating!.Impersonate(service, user, out why)
            : FromOwnTicket(acceptor, kerberos, service, out why);
        if (credential is null) return why;
        using var context = credential.Initiate(SecurityScheme.Kerberos, new ContextOptions { Target = target })!;
        return context.Step(default).Refusal?.Detail;
    }

    // As a logon at the gate: a ticket for it, taken by the same acceptor.
    private static DelegatedCredential? FromOwnTicket(
        SecurityAcceptor acceptor, KerberosSettings kerberos, string service, out string? why)
    {
        var cache = $"MEMORY:sekimori-{Guid.NewGuid():N}";
        try
        {
            using var own = GssCredential.ForDelegation(kerberos.Keytab, service, cache);
            using var caller = new KerberosInitiator(Credential.FromTickets(cache, service), new ContextOptions { Target = service });
            var asked = caller.Step(default);
            why = asked.Refusal is { } refusal ? $"{service} gets no ticket for itself: {refusal.Detail}" : null;
            if (why is not null) return null;
            using var logon = acceptor.Accept(SecurityScheme.Kerberos, new ContextOptions { TakesDelegation = true })!;
            // Nobody is mapped: who it would be is not asked.
            _ = logon.Step(asked.Token.Span);
            if (logon.Delegated is { } delegated) return delegated.Share();
            why = logon.FindDelegationProblem;
        }
        catch (GssException failure)
        {
            why = $"this service has no ticket of its own as {service}: {failure.Message}";
        }
        return null;
    }

    private sealed class NoAccounts : IAccountDirectory
    {
        public IReadOnlyList<IdentityMapping> Mappings => [];

        public Account? Find(string name) => null;

        public AccountSecrets? Secrets(Account? account) => null;
    }
}
