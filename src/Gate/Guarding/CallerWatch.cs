using Microsoft.Extensions.Logging;
using Sekimori.Guard;
using Sekimori.Security.Accounts;
using Sekimori.WsMan.Operations;

namespace Sekimori.Gate.Guarding;

/// <summary>Checks whether callers may keep what they opened, at both doors, and records what it ends. Thread-safe.</summary>
/// <param name="standing">Checks accounts and mappings.</param>
/// <param name="guard">Writes the audit log; null if there is none.</param>
/// <param name="logger">Where it is logged.</param>
internal sealed class CallerWatch(CallerStanding standing, LiveGuard? guard, ILogger<CallerWatch> logger) : IOwnerWatch
{
    /// <inheritdoc/>
    public string? FindDenialReason(Caller owner) => standing.FindDenialReason(owner);

    /// <inheritdoc/>
    public void Ended(Caller owner, string what, string why)
    {
        logger.CallerEnded(what, owner.Account, owner.Identity, owner.Remote, why);
        if (guard is not null) _ = guard.EndedAsync(owner, what, why).AsTask();
    }
}
