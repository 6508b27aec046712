namespace Sekimori.Observations;

/// <summary>What a record leaves out, so that nothing is dropped silently.</summary>
/// <param name="Fact">Of which fact.</param>
/// <param name="Index">Of which of its values, from 0; -1 where whole values are missing.</param>
/// <param name="Values">How many values are missing; 0 if one is cut.</param>
/// <param name="Characters">How many characters are missing.</param>
/// <param name="Sha256">SHA-256 in hexadecimal: of the whole text in UTF-8 where one is cut, else of all values of the fact, each with a
/// line feed after it.</param>
internal sealed record FactCut(Fact Fact, int Index, long Values, long Characters, string Sha256);
