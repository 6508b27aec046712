using Sekimori.Guard.Tests.Services;
using Sekimori.Observations.Services;
using Sekimori.Storage.Map;

namespace Sekimori.Guard.Tests.Storage.Map;

/// <summary>How counts come into a store that fails, is away, or loses its answers.</summary>
public sealed class ServiceMapWriterTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("sekimori-map-").FullName;
    private readonly EdgeCounter _counter = new(new());
    private readonly List<bool> _states = [];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task What_was_counted_is_in_the_store_after_the_end()
    {
        await using (Begin())
            for (var at = 0; at < 100; at++) _counter.Count(Seen.Call(), false);
        Assert.Equal(100, await CallsAsync());
        Assert.Empty(_states);
    }

    [Fact]
    public async Task A_store_that_fails_half_of_the_time_and_loses_answers_has_every_call_once()
    {
        var calls = 0;
        await using (Begin(store => new Unreliable(store)))
        {
            for (var round = 0; round < 40; round++)
            {
                for (var at = 0; at < 10; at++, calls++) _counter.Count(Seen.Call(time: Seen.Noon.AddSeconds(calls)), false);
                await Task.Delay(10, Token);
            }
            await UntilAsync(async () => await CallsAsync() == calls);
        }
        Assert.Equal(calls, await CallsAsync());
        Assert.Contains(false, _states);
        Assert.True(_states[^1]);
    }

    [Fact]
    public async Task A_store_that_cannot_be_opened_is_tried_again()
    {
        var isThere = false;
        await using (Begin(store => isThere ? store : throw new ServiceMapException("away")))
        {
            _counter.Count(Seen.Call(), false);
            await UntilAsync(() => Task.FromResult(_states is [false]));
            isThere = true;
            await UntilAsync(() => Task.FromResult(_states is [false, true]));
        }
        Assert.Equal(1, await CallsAsync());
    }

    [Fact]
    public async Task What_is_older_than_it_is_kept_goes_when_a_server_begins()
    {
        await using (Begin(keep: TimeSpan.FromDays(36_500))) _counter.Count(Seen.Call(), false);
        Assert.Equal(1, await CallsAsync());
        await using (Begin(keep: TimeSpan.FromHours(1)))
        {
            await UntilAsync(async () => await CallsAsync() == 0);
            Assert.Equal(0, _counter.Edges);
        }
    }

    private ServiceMapWriter Begin(Func<IServiceMapStore, IServiceMapStore>? with = null, TimeSpan? keep = null) => new(_counter, new()
    {
        OpenAsync = async cancellation =>
            (with ?? (store => store))(await SqliteServiceMap.OpenAsync(Path.Combine(_folder, "map.db"), cancellation)), Host = "here",
        Keep = keep ?? TimeSpan.FromDays(36_500), Every = TimeSpan.FromMilliseconds(5),
        StateChanged = failure => { lock (_states) _states.Add(failure is null); },
    }, null, TimeProvider.System);

    private async Task<long> CallsAsync()
    {
        await using var store = await SqliteServiceMap.OpenAsync(Path.Combine(_folder, "map.db"), Token);
        return (await store.QueryAsync(new(), Token)).Sum(record => record.Counts.Calls);
    }

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        for (var tries = 0; tries < 1500; tries++)
        {
            if (await condition()) return;
            await Task.Delay(20, Token);
        }
        Assert.Fail("it does not come");
    }

    /// <summary>Every second batch fails: before it is taken, or after, so that only the answer is lost.</summary>
    private sealed class Unreliable(IServiceMapStore store) : IServiceMapStore
    {
        private static int s_batches;

        public async Task AddAsync(EdgeBatch batch, CancellationToken cancellation)
        {
            var at = Interlocked.Increment(ref s_batches) % 4;
            if (at == 1) throw new IOException("not taken");
            await store.AddAsync(batch, cancellation);
            if (at == 3) throw new IOException("taken, and the answer is lost");
        }

        public Task<IReadOnlyList<EdgeRecord>> QueryAsync(MapQuery query, CancellationToken cancellation) =>
            store.QueryAsync(query, cancellation);

        public Task<IReadOnlyList<(EdgeKey Key, bool IsAlerted)>> KnownAsync(string host, CancellationToken cancellation) =>
            store.KnownAsync(host, cancellation);

        public Task<long> TrimAsync(DateTimeOffset before, DateOnly today, long rowLimit, CancellationToken cancellation) =>
            store.TrimAsync(before, today, rowLimit, cancellation);

        public ValueTask DisposeAsync() => store.DisposeAsync();
    }
}
