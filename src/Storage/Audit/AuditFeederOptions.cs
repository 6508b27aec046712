namespace Sekimori.Storage.Audit;

/// <summary>What tables are fed, and how fast.</summary>
/// <param name="OpenAsync">Opens them. It is given the files, to see whether they are those that the tables were fed from before.</param>
/// <param name="Portion">Lines added in one go.</param>
/// <param name="Rest">For how many times as long as a portion took nothing is done after it.</param>
/// <param name="Last">The log's last line, for tables that can be had from the files at any time: while it runs away from them, they wait
/// until it is calmer. Null: they follow in any case.</param>
/// <param name="StateChanged">Called when the tables cannot be written, with the reason, and with null when they can again.</param>
internal sealed record AuditFeederOptions(
    Func<AuditFeed, CancellationToken, ValueTask<IAuditTables>> OpenAsync, int Portion, int Rest, Func<long>? Last = null,
    Action<Exception?>? StateChanged = null);
