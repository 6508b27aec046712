using Sekimori.Posture.Checks;

namespace Sekimori.Posture.Imported;

/// <summary>Checks that a user's list adds to the catalogue.</summary>
/// <param name="Checks">The checks.</param>
/// <param name="Skipped">Rows that are not about a registry value, or compare in a way that is not known here.</param>
internal sealed record ImportedList(IReadOnlyList<Check> Checks, int Skipped);
