using System.Net;

namespace Sekimori.Security.Accounts;

/// <summary>
/// Checks a name and a password (HTTP Basic, CredSSP) against the local accounts. The hash is slow on purpose, so credentials that were
/// proved are remembered until the account changes: WS-Man clients send Basic with each request. Thread-safe.
/// </summary>
public sealed class PasswordAuthenticator : IDisposable
{
    // Longer ones are rejected unread, because hashing costs us time. Windows accepts 127 characters in its own dialogs, 256 in its
    // structures.
    private const int MaxPasswordLength = 256;

    private readonly IAccountDirectory _accounts;
    private readonly LocalAuthority _authority;
    private readonly LogonThrottle _throttle;
    private readonly ProvedCredentials _proved = new();

    // A try costs a tenth of a second of a core; the others wait, and not for ever.
    private readonly SemaphoreSlim _hashing;
    private static readonly TimeSpan LongestQueue = TimeSpan.FromSeconds(10);
    private const int MostQueued = 64; // at a tenth of a second each, what is after them would not be served in time
    private int _queued;

    /// <summary>Makes an authenticator.</summary>
    /// <param name="accounts">The accounts.</param>
    /// <param name="authority">Which names are accounts of this host.</param>
    /// <param name="throttle">Slows down wrong passwords.</param>
    /// <param name="hashesAtOnce">How many passwords are checked at the same time, each on a processor core: half the cores of a server, so
    /// that the others stay for callers who have logged on.</param>
    public PasswordAuthenticator(IAccountDirectory accounts, LocalAuthority authority, LogonThrottle throttle, int hashesAtOnce = 1)
    {
        _hashing = new(hashesAtOnce);
        _accounts = accounts;
        _authority = authority;
        _throttle = throttle;
    }

    /// <summary>Checks a name and its password.</summary>
    /// <param name="scheme">How they were sent, for the log: "Basic".</param>
    /// <param name="name"><c>name</c>, <c>HOST\name</c> or <c>name@host</c>.</param>
    /// <param name="password">The password.</param>
    /// <param name="remote">The peer's address; null on the local transport.</param>
    /// <param name="cancellationToken">Cancelled when the peer has disconnected.</param>
    internal async ValueTask<LogonOutcome> AuthenticateAsync(
        string scheme, string name, string password, IPAddress? remote, CancellationToken cancellationToken)
    {
        try
        {
            return await CheckAsync(scheme, name, password, remote, cancellationToken).ConfigureAwait(false);
        }
        catch (AccountDirectoryException unavailable)
        {
            return Refused(scheme, name, RefusalReason.Unavailable, unavailable.Message);
        }
    }

    private ValueTask<LogonOutcome> CheckAsync(
        string scheme, string name, string password, IPAddress? remote, CancellationToken cancellationToken)
    {
        var (user, domain) = LocalAuthority.Split(name);
        if (!_authority.IsLocal(domain)) return new(Refused(scheme, name, RefusalReason.ForeignDomain, $"\"{domain}\" is not this host"));
        user = _authority.AccountOf(user);
        if (password.Length is 0 or > MaxPasswordLength)
            return new(Refused(scheme, user, RefusalReason.WrongPassword, "empty, or longer than any password"));

        var account = _accounts.FindRecent(user);
        if (_throttle.Check(user, remote) is { } wait)
        {
            return new(Refused(scheme, user, wait.Reason, Seconds(wait.Wait), wait.Wait));
        }

        if (account is { Enabled: true } && _proved.Holds(account, remote, password)) return new(new LogonOutcome(account, null));
        return HashAsync(scheme, user, password, remote, cancellationToken);
    }

    private async ValueTask<LogonOutcome> HashAsync(
        string scheme, string user, string password, IPAddress? remote, CancellationToken cancellationToken)
    {
        try
        {
            if (Interlocked.Increment(ref _queued) > MostQueued
                || !await _hashing.WaitAsync(LongestQueue, cancellationToken).ConfigureAwait(false))
            {
                return Refused(scheme, user, RefusalReason.HeldBack, "limit of concurrent logons reached", TimeSpan.FromSeconds(1));
            }

            try
            {
                // Whoever sent a hundred tries at once meets the wait that the first of them earned.
                if (_throttle.Check(user, remote) is { } wait) return Refused(scheme, user, wait.Reason, Seconds(wait.Wait), wait.Wait);
                return await Task.Run(() => Hash(scheme, user, password, remote), cancellationToken).ConfigureAwait(false);
            }
            finally
            {
                _hashing.Release();
            }
        }
        finally
        {
            Interlocked.Decrement(ref _queued);
        }
    }

    private LogonOutcome Hash(string scheme, string user, string password, IPAddress? remote)
    {
        var account = _accounts.Find(user);
        // A name that does not exist takes the same way, with a hash that nobody has.
        var secrets = _accounts.Secrets(account);
        var matches = (secrets ?? _accounts.Secrets(null))?.Password.Matches(password) == true;
        var reason = account switch
        {
            null => RefusalReason.UnknownAccount,
            _ when secrets is null => RefusalReason.NoSecret,
            _ when !matches => RefusalReason.WrongPassword,
            { Enabled: false } => RefusalReason.Disabled,
            _ => (RefusalReason?)null,
        };
        if (reason is { } why)
        {
            if (why is RefusalReason.UnknownAccount or RefusalReason.WrongPassword) _throttle.Failed(user, remote);
            return Refused(scheme, user, why);
        }

        _throttle.Succeeded(user, remote);
        _proved.Remember(account!, remote, password);
        return new LogonOutcome(account, null);
    }

    private static LogonOutcome Refused(
        string scheme, string name, RefusalReason reason, string detail = "", TimeSpan retryAfter = default) =>
        new(null, new Refusal(scheme, name, reason, detail), retryAfter);

    private static string Seconds(TimeSpan wait) => $"{Math.Ceiling(wait.TotalSeconds)} s until the next attempt";

    /// <inheritdoc/>
    public void Dispose() => _hashing.Dispose();
}
