using Sekimori.Guard;

namespace Sekimori.Cim.Schema;

/// <summary>The caller of the object manager and the guard of its request.</summary>
/// <param name="Identity">The caller.</param>
/// <param name="Guard">The guard that decides for each class. Null only if no policy applies: a user who queries their own machine, and
/// tests.</param>
public sealed record CimCaller(Caller Identity, ICimGuard? Guard);
