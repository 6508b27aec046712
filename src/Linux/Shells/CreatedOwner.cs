using Sekimori.Guard;

namespace Sekimori.Linux.Shells;

/// <summary>The account that a process was created for.</summary>
/// <param name="Account">Whose quota it counts against.</param>
/// <param name="FindDenialReason">Why its processes must end; null while they may continue. Null if nobody checks.</param>
/// <param name="Ended">Is called with what was ended and why.</param>
internal sealed record CreatedOwner(CallerIdentity Account, Func<string?>? FindDenialReason = null, Action<string, string>? Ended = null);
