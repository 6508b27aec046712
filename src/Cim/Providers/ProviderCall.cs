using Sekimori.Cim.Model;
using Sekimori.Guard;

namespace Sekimori.Cim.Providers;

/// <summary>A call of a method. The object manager has checked the role, the names and the types.</summary>
/// <param name="Method">The method.</param>
/// <param name="Target">The instance; null for a static method.</param>
/// <param name="Arguments">One for each of <see cref="CimMethod.In"/>; null if the caller gave none.</param>
/// <param name="Caller">The caller.</param>
/// <param name="CancellationToken">Cancelled when the answer is no longer needed.</param>
public sealed record ProviderCall(
    CimMethod Method, CimObjectPath? Target, IReadOnlyList<CimValue> Arguments, Caller Caller, CancellationToken CancellationToken);
