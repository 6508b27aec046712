using Sekimori.Observations.Services;

namespace Sekimori.Storage.Map;

/// <summary>What a server counted since its last batch. A store takes a batch whole or not at all, and takes no batch twice.</summary>
/// <param name="Writer">Who counted: one name for each start of a server.</param>
/// <param name="Number">The batch's number, from 1 on, one more for each.</param>
/// <param name="Host">The host's name: several servers may share a database.</param>
/// <param name="Records">What was counted, each record of one minute.</param>
/// <param name="Alerted">New edges for which an alert was raised: no later start raises it again.</param>
internal sealed record EdgeBatch(
    string Writer, long Number, string Host, IReadOnlyList<EdgeRecord> Records, IReadOnlyList<EdgeKey> Alerted);
