using Sekimori.Cim.Schema;
using Sekimori.Cim.Tests;
using Sekimori.Dcom.Remote;
using Sekimori.Wmi.Interfaces;
using Sekimori.Wmi.Server;

namespace Sekimori.Wmi.Tests.Server;

/// <summary>Next runs on the thread that reads from the connection: a client that asks for many rows must not hold it.</summary>
public sealed class QuickNextTests : IDisposable
{
    private readonly WmiClientKit _kit = new(
        new ObjectManagerBuilder().Add("root/test", new GreetingProvider()).Add("root/test", TestOptions.Definition).Build());

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _kit.Dispose();

    [Theory]
    [InlineData(1, 0)]
    [InlineData(EnumServer.QuickRows, 0)]
    [InlineData(EnumServer.QuickRows + 1, 1)]
    [InlineData(1_000, 1)]
    public async Task Few_rows_are_written_at_once_and_many_on_another_thread(uint count, int changes)
    {
        var rows = _kit.Enumerator(await OpenAsync());
        Assert.Equal(changes, await CountAsync(() => rows.NextAsync(-1, count, Token)));
    }

    [Theory]
    [InlineData(EnumServer.QuickRows, 0)]
    [InlineData(EnumServer.QuickRows + 1, 1)]
    public async Task The_smart_enumerator_does_the_same(uint count, int changes)
    {
        var unknown = new RemUnknownClient(_kit, _kit.Exporter.RemUnknownIpid);
        var found = await unknown.RemQueryInterfaceAsync(
            WmiClientKit.Ipid((await OpenAsync()).Enumerator), 5, 1, [IWbemFetchSmartEnum.Info.Id.Uuid], Token);
        var fetch = new WbemFetchSmartEnumClient(_kit, found.Results![0].Std.Ipid);
        var smart = new WbemWcoSmartEnumClient(_kit, WmiClientKit.Ipid((await fetch.GetSmartEnumAsync(Token)).Enumerator));
        Assert.Equal(changes, await CountAsync(() => smart.NextAsync(Guid.NewGuid(), -1, count, Token)));
    }

    // Without the flag that returns immediately, all rows are there when the query is answered.
    private async Task<EnumResult> OpenAsync() =>
        await (await _kit.LogOn("root/test")).ExecQueryAsync("WQL", "SELECT * FROM Test_Greeting", 0, null, Token);

    private static async Task<int> CountAsync<T>(Func<ValueTask<T>> call)
    {
        var changes = new ThreadChanges();
        var before = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(changes);
        ValueTask<T> running;
        try
        {
            running = call();
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(before);
        }

        var count = changes.Count;
        Assert.Equal(count == 0, running.IsCompleted);
        changes.Go();
        await running.ConfigureAwait(false);
        return count;
    }

    /// <summary>Keeps what would go on elsewhere.</summary>
    private sealed class ThreadChanges : SynchronizationContext
    {
        private readonly List<Action> _kept = [];
        private bool _goes;

        public int Count => _kept.Count;

        public override void Post(SendOrPostCallback d, object? state)
        {
            if (_goes) base.Post(d, state);
            else _kept.Add(() => d(state));
        }

        public void Go()
        {
            _goes = true;
            foreach (var one in _kept) one();
        }
    }
}
