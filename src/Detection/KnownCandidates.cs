using Sekimori.Detection.Events;

namespace Sekimori.Detection;

/// <summary>The rules that may match observations with these fields.</summary>
/// <param name="Fields">What is known of them.</param>
/// <param name="Rules">The rules' places in the engine.</param>
internal sealed record KnownCandidates(KnownFields Fields, int[] Rules);
