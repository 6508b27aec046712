namespace Sekimori.Storage.Findings;

/// <content>Waivers.</content>
internal sealed partial class FindingTables
{
    /// <inheritdoc/>
    public Task AddWaiverAsync(StoredWaiver waiver, CancellationToken cancellation) => RunAsync(connection => ExecuteAsync(connection,
        "INSERT INTO sekimori_posture_waivers (check_id, host, subject, reason, by_whom, until_day) " +
        "SELECT $1, $2, $3, $4, $5, $6 WHERE NOT EXISTS (SELECT 1 FROM sekimori_posture_waivers WHERE check_id = $1 AND host = $2 " +
        "AND subject = $3 AND reason = $4 AND by_whom = $5 AND until_day = $6)", cancellation,
        waiver.Check, waiver.Host, waiver.Subject, waiver.Reason, waiver.By, waiver.Until), cancellation);

    /// <inheritdoc/>
    public Task<bool> RemoveWaiverAsync(long number, CancellationToken cancellation) => RunAsync(async connection =>
        await ExecuteAsync(connection, "DELETE FROM sekimori_posture_waivers WHERE number = $1", cancellation, number)
            .ConfigureAwait(false) > 0, cancellation);

    /// <inheritdoc/>
    public Task<IReadOnlyList<StoredWaiver>> WaiversAsync(CancellationToken cancellation) =>
        RunAsync<IReadOnlyList<StoredWaiver>>(async connection =>
        {
            await using var command = Command(connection,
                "SELECT number, check_id, host, subject, reason, by_whom, until_day FROM sekimori_posture_waivers ORDER BY number");
            await using var reader = await command.ExecuteReaderAsync(cancellation).ConfigureAwait(false);
            var waivers = new List<StoredWaiver>();
            while (await reader.ReadAsync(cancellation).ConfigureAwait(false))
                waivers.Add(new(reader.GetInt64(0), reader.GetString(1), reader.GetString(2), reader.GetString(3), reader.GetString(4),
                    reader.GetString(5), reader.GetString(6)));
            return waivers;
        }, cancellation);
}
