using Sekimori.Security;
using Sekimori.Security.Kerberos;

namespace Sekimori.Gate.Gateway.Terminated;

/// <summary>
/// What the caller of one session lets the gate do in its name: the credential of its newest logon, which outlives the connection that
/// brought it, and not the session. Makes the handshakes of the session's connections to the target. Thread-safe.
/// </summary>
/// <param name="owner">Whose session it is, for messages.</param>
/// <param name="impersonate">Asks the KDC for a credential of a caller who has brought none; null if the gate does not.</param>
internal sealed class CallerDelegation(string owner, Func<DelegatedCredential>? impersonate = null) : ISecurityInitiator, IDisposable
{
    private DelegatedCredential? _current;
    private DateTimeOffset _until = DateTimeOffset.MaxValue;
    private bool _isOver;
    private readonly Lock _gate = new();

    /// <inheritdoc/>
    public IReadOnlyList<SecurityScheme> Schemes { get; } = [SecurityScheme.Spnego, SecurityScheme.Kerberos];

    /// <summary>The user at the target; null until there is one.</summary>
    public string? Principal
    {
        get
        {
            lock (_gate) return _current?.Principal;
        }
    }

    /// <summary>A request of the caller has come, with this credential of its logon.</summary>
    /// <param name="credential">The credential; stays the property of the logon.</param>
    public void Offer(DelegatedCredential credential)
    {
        lock (_gate)
        {
            if (_isOver || credential.Number <= (_current?.Number ?? 0)) return;
            Replace(credential.Share());
        }
    }

    /// <inheritdoc/>
    /// <exception cref="TargetException">There is no credential.</exception>
    public SecurityContext? Initiate(SecurityScheme scheme, ContextOptions options)
    {
        lock (_gate) return Current().Initiate(scheme, options);
    }

    /// <summary>Lets the credential go.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _isOver = true;
            _current?.Dispose();
            _current = null;
        }
    }

    private DelegatedCredential Current()
    {
        if (_isOver) throw new TargetException($"the session of {owner} has ended");
        // Its tickets end as others do; the caller is not asked for new ones.
        if (impersonate is not null && (_current is null || TimeProvider.System.GetUtcNow() >= _until))
        {
            Replace(impersonate());
            _until = TimeProvider.System.GetUtcNow() + ImpersonatedFor;
        }
        return _current ?? throw new TargetException($"{owner} has brought no credential that the gate may use");
    }

    // Tickets of a realm last for hours. Asked again sooner, the KDC notices sooner that an account has been disabled.
    private static readonly TimeSpan ImpersonatedFor = TimeSpan.FromMinutes(10);

    private void Replace(DelegatedCredential next)
    {
        _current?.Dispose();
        _current = next;
    }
}
