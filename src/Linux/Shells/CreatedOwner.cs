using Sekimori.Guard;

namespace Sekimori.Linux.Shells;

/// <summary>The account that a process was created for.</summary>
/// <param name="Account">Whose quota it counts against.</param>
/// <param name="FindDenialReason">Why its processes are to end; gives null while they may continue. Null if nobody watches.</param>
/// <param name="Ended">Is given what was ended and why.</param>
internal sealed record CreatedOwner(CallerIdentity Account, Func<string?>? FindDenialReason = null, Action<string, string>? Ended = null);
