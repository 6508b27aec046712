using Npgsql;

namespace Sekimori.Bench.Posture;

/// <summary>
/// Watches workers and their queue: the most memory of a worker, and how long a block was left after its lease had ended.
/// </summary>
internal sealed class SharedWatch(string database, IReadOnlyList<int> workers) : IAsyncDisposable
{
    private const string Overdue = "SELECT coalesce(max((extract(epoch FROM clock_timestamp()) * 1000)::bigint - lease), 0) "
        + "FROM sekimori_posture_jobs WHERE state = 1";

    private readonly CancellationTokenSource _end = new();
    private Task _watching = Task.CompletedTask;

    /// <summary>The most memory of one of them, in MB.</summary>
    public long Megabytes { get; private set; }

    /// <summary>The longest time that a block was nobody's, in seconds.</summary>
    public double Seconds { get; private set; }

    public void Begin() => _watching = WatchAsync();

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _watching;
        _end.Dispose();
    }

    private async Task WatchAsync()
    {
        while (!_end.IsCancellationRequested)
        {
            foreach (var worker in workers) Megabytes = Math.Max(Megabytes, PeakMemory.Of(worker) / 1024);
            try
            {
                await using var connection = new NpgsqlConnection(database);
                await connection.OpenAsync(_end.Token);
                await using var command = new NpgsqlCommand(Overdue, connection);
                Seconds = Math.Max(Seconds, Convert.ToInt64(await command.ExecuteScalarAsync(_end.Token)) / 1000.0);
                await Task.Delay(500, _end.Token);
            }
            catch (Exception failure) when (failure is OperationCanceledException or NpgsqlException or IOException)
            {
                // The end, or the primary restarts.
                await Task.Delay(100);
            }
        }
    }
}
