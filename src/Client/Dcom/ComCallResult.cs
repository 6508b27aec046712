using Sekimori.Dcom.Automation;

namespace Sekimori.Client.Dcom;

/// <summary>What a method returned.</summary>
/// <param name="Value">The result; <see cref="Variant.Empty"/> if there is none.</param>
/// <param name="Arguments">The arguments in the order of the call, those by reference as the server left them.</param>
public sealed record ComCallResult(Variant Value, IReadOnlyList<Variant> Arguments);
