namespace Sekimori.Dcom.Resolver;

/// <summary>The results of IObjectExporter::ComplexPing.</summary>
/// <param name="SetId">The ping set.</param>
/// <param name="BackoffFactor">pPingBackoffFactor: a hint to ping less, 0 here.</param>
/// <param name="Status">0, or OR_INVALID_SET, or OR_INVALID_OID.</param>
internal sealed record ComplexPingResult(ulong SetId, ushort BackoffFactor, uint Status);
