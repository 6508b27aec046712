using Sekimori.Guard;

namespace Sekimori.Linux.Shells;

/// <summary>The account that a process was created for.</summary>
/// <param name="Account">Whose quota it counts against.</param>
/// <param name="WhyNot">Why its processes are to end; gives null while they may go on. Null where nobody watches.</param>
/// <param name="Ended">Is given what was ended and why.</param>
internal sealed record CreatedOwner(CallerIdentity Account, Func<string?>? WhyNot = null, Action<string, string>? Ended = null);
