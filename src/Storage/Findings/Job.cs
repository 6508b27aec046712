namespace Sekimori.Storage.Findings;

/// <summary>A block of targets that a worker has claimed.</summary>
/// <param name="Run">The run.</param>
/// <param name="Block">The block's number.</param>
/// <param name="Worker">Who has it.</param>
/// <param name="Attempt">How often it was claimed, this time included. Somebody who lost the block has an older number.</param>
/// <param name="Targets">The hosts.</param>
internal sealed record Job(Guid Run, int Block, string Worker, int Attempt, IReadOnlyList<string> Targets);
