namespace Sekimori.Storage.Audit;

/// <summary>What tables are fed, and how fast.</summary>
/// <param name="OpenAsync">Opens them. It is given the files, to see whether they are those that the tables were fed from before.</param>
/// <param name="Portion">Lines added in one go.</param>
/// <param name="Rest">For how many times as long as a portion took nothing is done behind it.</param>
/// <param name="StateChanged">Told when the tables cannot be fed, with the reason, and with null when they can again.</param>
internal sealed record AuditFeederOptions(Func<AuditFeed, CancellationToken, ValueTask<IAuditTables>> OpenAsync, int Portion, int Rest, Action<Exception?>? StateChanged = null);
