namespace Sekimori.Survey.Logon;

/// <summary>
/// Keeps a wrong password from locking an account: until a host has accepted the credential, one host at a time is tried, and the first
/// refusal ends the logons of the run.
/// </summary>
internal sealed class LogonGate
{
    /// <summary>
    /// Failed logons that a run may leave on purpose for one account. The lowest usual limit of Windows locks after three.
    /// </summary>
    public const int MaxFailures = 2;

    private readonly SemaphoreSlim _first = new(1, 1);
    private volatile bool _isProven;
    private volatile string? _refusedBy;
    private int _failures;

    /// <summary>Logs on to a host, if that is still wise.</summary>
    /// <param name="host">The host.</param>
    /// <param name="logon">Logs on.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The outcome, and the reason where nothing was tried.</returns>
    public async Task<(LogonOutcome Outcome, string Reason)> TryAsync(
        string host, Func<Task<LogonOutcome>> logon, CancellationToken cancellationToken)
    {
        if (_isProven) return (await logon().ConfigureAwait(false), "");
        await _first.WaitAsync(cancellationToken).ConfigureAwait(false);
        var isHeld = true;
        try
        {
            if (_refusedBy is { } other) return (LogonOutcome.NotTried, $"not tried: {other} refused the account");
            if (_isProven)
            {
                _first.Release();
                isHeld = false;
                return (await logon().ConfigureAwait(false), "");
            }

            var outcome = await logon().ConfigureAwait(false);
            if (outcome == LogonOutcome.Accepted) _isProven = true;
            else if (outcome == LogonOutcome.Refused) _refusedBy = host;
            return (outcome, "");
        }
        finally
        {
            if (isHeld) _first.Release();
        }
    }

    /// <summary>Takes one of the failed logons that the account can bear; false if none is left.</summary>
    public bool TakeFailure() => Interlocked.Increment(ref _failures) <= MaxFailures;

    /// <summary>Gives it back: the logon did not fail.</summary>
    public void ReturnFailure() => Interlocked.Decrement(ref _failures);
}
