using Sekimori.Cim.Model;
using Sekimori.Guard;

namespace Sekimori.Cim.Providers;

/// <summary>An instance that a caller needs made or changed. The object manager has checked the role, the names and the types.</summary>
/// <param name="Instance">As it must be.</param>
/// <param name="Changed">The properties given by the caller whose values differ from the present ones.</param>
/// <param name="Caller">The caller.</param>
/// <param name="CancellationToken">Cancelled when the result is no longer needed.</param>
public sealed record ProviderChange(
    CimInstance Instance, IReadOnlyList<CimProperty> Changed, Caller Caller, CancellationToken CancellationToken);
