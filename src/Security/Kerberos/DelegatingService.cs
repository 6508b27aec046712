namespace Sekimori.Security.Kerberos;

/// <summary>
/// This service as one that acts for its callers: its own tickets, which it gets with its keytab and keeps in memory. Thread-safe.
/// </summary>
/// <param name="kerberos">The settings of Kerberos.</param>
/// <param name="time">The clock.</param>
internal sealed class DelegatingService(KerberosSettings kerberos, TimeProvider time)
{
    // Whoever sends junk makes us ask a KDC that does not answer, or denies, no more often than this.
    private static readonly TimeSpan FailureLasts = TimeSpan.FromSeconds(10);

    // A KDC answers in milliseconds. Nobody has logged on yet who waits for it.
    private static readonly TimeSpan WaitAtMost = TimeSpan.FromSeconds(1);

    // The names of a keytab for which this happens are few: HTTP/ and the names of one host.
    private const int MostFailures = 16;

    // Not in a file: whoever read it could act for every caller.
    private readonly string _cache = $"MEMORY:sekimori-{Guid.NewGuid():N}";
    private readonly Dictionary<string, (DateTimeOffset Until, string Why)> _failures = [];
    private readonly Lock _gate = new();
    private long _askedAt;

    /// <summary>The credential of this service.</summary>
    /// <param name="service">Its principal, HTTP/name@REALM.</param>
    /// <param name="why">Why there is none.</param>
    /// <returns>Null if there is none.</returns>
    public GssCredential? Find(string service, out string? why)
    {
        // One asks the KDC, the others wait for its answer. If it does not come, they are not to take all threads: who comes later does
        // not wait again.
        var asked = Interlocked.Read(ref _askedAt);
        var left = asked == 0 ? WaitAtMost : WaitAtMost - time.GetElapsedTime(asked);
        if (!_gate.TryEnter(left > TimeSpan.Zero ? left : TimeSpan.Zero))
        {
            why = $"this service has no ticket of its own as {service}: the KDC has not answered";
            return null;
        }
        try
        {
            if (_failures.TryGetValue(service, out var failed) && failed.Until > time.GetUtcNow())
            {
                why = failed.Why;
                return null;
            }
            try
            {
                why = null;
                Interlocked.Exchange(ref _askedAt, time.GetTimestamp());
                return GssCredential.ForDelegation(kerberos.Keytab, service, _cache);
            }
            catch (GssException failure)
            {
                why = $"this service has no ticket of its own as {service}: {failure.Message}";
                if (_failures.Count >= MostFailures) _failures.Clear();
                _failures[service] = (time.GetUtcNow() + FailureLasts, why);
                return null;
            }
        }
        finally
        {
            Interlocked.Exchange(ref _askedAt, 0);
            _gate.Exit();
        }
    }

    /// <summary>A credential of a user who has not logged on by Kerberos ([MS-SFU] 1.3.1, S4U2self).</summary>
    /// <param name="service">The principal of this service.</param>
    /// <param name="user">The user, user@REALM.</param>
    /// <param name="why">Why there is none.</param>
    /// <returns>Null if there is none.</returns>
    public DelegatedCredential? Impersonate(string service, string user, out string? why)
    {
        using var own = Find(service, out why);
        if (own is null) return null;
        try
        {
            return new DelegatedCredential(own.Impersonate(user), user, service);
        }
        catch (GssException failure)
        {
            why = $"the KDC gives {service} no ticket of {user}: {failure.Message}";
        }
        return null;
    }
}
