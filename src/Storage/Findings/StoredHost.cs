namespace Sekimori.Storage.Findings;

/// <summary>The result of one host of a run.</summary>
/// <param name="Host">The host.</param>
/// <param name="Block">The block of the queue that it belongs to; -1 for a host that is known from files.</param>
/// <param name="IsReached">Whether it answered.</param>
/// <param name="Failed">The failed checks, for queries: "E01,W01".</param>
/// <param name="Document">All outcomes, as the audit writes them.</param>
internal sealed record StoredHost(string Host, int Block, bool IsReached, string Failed, byte[] Document);
