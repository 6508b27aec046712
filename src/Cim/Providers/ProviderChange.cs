using Sekimori.Cim.Model;
using Sekimori.Guard;

namespace Sekimori.Cim.Providers;

/// <summary>An instance that a caller needs made or changed. The object manager has checked the role, the names and the types.</summary>
/// <param name="Instance">As it shall be.</param>
/// <param name="Changed">The properties that the caller gave, and whose values are not what is there already.</param>
/// <param name="Caller">The caller.</param>
/// <param name="CancellationToken">Set when nobody waits for the end any more.</param>
public sealed record ProviderChange(CimInstance Instance, IReadOnlyList<CimProperty> Changed, Caller Caller, CancellationToken CancellationToken);
