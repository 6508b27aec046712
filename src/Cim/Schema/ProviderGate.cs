using System.Collections.Concurrent;
using System.Threading.Channels;
using Sekimori.Cim.Model;
using Sekimori.Cim.Providers;
using Sekimori.Guard;

namespace Sekimori.Cim.Schema;

/// <summary>Calls providers: what one throws becomes a named status, and one that may block is waited for only so long.</summary>
internal sealed class ProviderGate(CimLimits limits, TimeProvider time)
{
    // Batches save a thread switch for each instance; a few of them bound what is held for a slow reader.
    private const int BatchSize = 64;
    private const int BatchesAhead = 4;

    private readonly ConcurrentDictionary<ICimProvider, int> _stuck = new();

    public ValueTask<CimInstance?> GetAsync(ICimProvider provider, CimObjectPath path, ProviderRequest request) =>
        CallAsync(provider, request.CancellationToken, token => provider.GetAsync(path, request with { CancellationToken = token }));

    public ValueTask<CimMethodResult> InvokeAsync(ICimProvider provider, ProviderCall call) =>
        CallAsync(provider, call.CancellationToken, token => provider.InvokeAsync(call with { CancellationToken = token }));

    public async ValueTask PutAsync(ICimProvider provider, ProviderChange change) =>
        await CallAsync(provider, change.CancellationToken, async token =>
        {
            await provider.PutAsync(change with { CancellationToken = token }).ConfigureAwait(false);
            return true;
        }).ConfigureAwait(false);

    public ValueTask<CimObjectPath> CreateAsync(ICimProvider provider, ProviderChange change) =>
        CallAsync(provider, change.CancellationToken, token => provider.CreateAsync(change with { CancellationToken = token }));

    public async ValueTask DeleteAsync(ICimProvider provider, CimObjectPath path, Caller caller, CancellationToken cancellationToken) =>
        await CallAsync(provider, cancellationToken, async token =>
        {
            await provider.DeleteAsync(path, caller, token).ConfigureAwait(false);
            return true;
        }).ConfigureAwait(false);

    public async IAsyncEnumerable<CimInstance> EnumerateAsync(ICimProvider provider, ProviderRequest request)
    {
        if (provider.MayBlock)
        {
            await foreach (var batch in PumpAsync(provider, request).ConfigureAwait(false))
                foreach (var instance in batch)
                    yield return instance;
            yield break;
        }
        var instances = Guarded(provider, () => provider.EnumerateAsync(request).GetAsyncEnumerator(request.CancellationToken));
        await using var closing = instances.ConfigureAwait(false);
        while (await MoveAsync(provider, instances, request.CancellationToken).ConfigureAwait(false))
            yield return instances.Current;
    }

    private static async ValueTask<bool> MoveAsync(ICimProvider provider, IAsyncEnumerator<CimInstance> instances, CancellationToken token)
    {
        try
        {
            return await instances.MoveNextAsync().ConfigureAwait(false);
        }
        catch (Exception e) when (IsFailure(e, token))
        {
            throw Failure(provider, e);
        }
    }

    private async ValueTask<T> CallAsync<T>(ICimProvider provider, CancellationToken token, Func<CancellationToken, ValueTask<T>> call)
    {
        try
        {
            if (!provider.MayBlock)
                return await call(token).ConfigureAwait(false);
            EnsureNotStuck(provider);
            using var ending = CancellationTokenSource.CreateLinkedTokenSource(token);
            var work = Task.Run(() => call(ending.Token).AsTask(), CancellationToken.None);
            return await WaitAsync(provider, work, ending, token).ConfigureAwait(false);
        }
        catch (Exception e) when (IsFailure(e, token))
        {
            throw Failure(provider, e);
        }
    }

    private async Task<T> WaitAsync<T>(ICimProvider provider, Task<T> work, CancellationTokenSource ending, CancellationToken token)
    {
        try
        {
            return await work.WaitAsync(limits.ProviderTimeout, time, token).ConfigureAwait(false);
        }
        catch (Exception e) when (!work.IsCompleted && e is TimeoutException or OperationCanceledException)
        {
            await ending.CancelAsync().ConfigureAwait(false);
            CountUntilBack(provider, work);
            if (e is TimeoutException)
                throw TimedOut(provider);
            throw;
        }
    }

    private async IAsyncEnumerable<List<CimInstance>> PumpAsync(ICimProvider provider, ProviderRequest request)
    {
        EnsureNotStuck(provider);
        var token = request.CancellationToken;
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(token);
        var batches = Channel.CreateBounded<List<CimInstance>>(
            new BoundedChannelOptions(BatchesAhead) { SingleReader = true, SingleWriter = true });
        var own = request with { CancellationToken = ending.Token };
        var work = Task.Run(() => ProduceAsync(provider, own, batches), CancellationToken.None);
        try
        {
            while (await NextAsync(provider, batches.Reader, token).ConfigureAwait(false))
                while (batches.Reader.TryRead(out var batch))
                    yield return batch;
        }
        finally
        {
            if (!work.IsCompleted)
            {
                await ending.CancelAsync().ConfigureAwait(false);
                CountUntilBack(provider, work);
            }
        }
    }

    private async Task<bool> NextAsync(ICimProvider provider, ChannelReader<List<CimInstance>> reader, CancellationToken token)
    {
        try
        {
            return await reader.WaitToReadAsync(CancellationToken.None).AsTask().WaitAsync(limits.ProviderTimeout, time, token)
                .ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            throw TimedOut(provider);
        }
    }

    private static async Task ProduceAsync(ICimProvider provider, ProviderRequest request, Channel<List<CimInstance>> batches)
    {
        var writer = batches.Writer;
        var token = request.CancellationToken;
        try
        {
            var batch = new List<CimInstance>();
            await foreach (var instance in provider.EnumerateAsync(request).WithCancellation(token).ConfigureAwait(false))
            {
                batch.Add(instance);
                // A reader that has nothing to do gets what there is: a slow provider's instances do not wait for a full batch.
                if (batch.Count < BatchSize && batches.Reader.Count > 0)
                    continue;
                await writer.WriteAsync(batch, token).ConfigureAwait(false);
                batch = [];
            }
            if (batch.Count > 0)
                await writer.WriteAsync(batch, token).ConfigureAwait(false);
            writer.TryComplete();
        }
        catch (Exception e)
        {
            // Rethrown to the reader; if there is no reader any more, nobody needs it.
            writer.TryComplete(IsFailure(e, token) ? Failure(provider, e) : e);
        }
    }

    private void EnsureNotStuck(ICimProvider provider)
    {
        if (_stuck.GetValueOrDefault(provider) >= limits.MaxStuckCalls)
            throw new CimException(CimStatus.NotAvailable, $"The provider of {provider.Class.Name} has not completed earlier calls.");
    }

    private void CountUntilBack(ICimProvider provider, Task work)
    {
        _stuck.AddOrUpdate(provider, 1, static (_, n) => n + 1);
        work.ContinueWith(ended =>
        {
            _ = ended.Exception;
            _stuck.AddOrUpdate(provider, 0, static (_, n) => n - 1);
        }, TaskScheduler.Default);
    }

    private static T Guarded<T>(ICimProvider provider, Func<T> call)
    {
        try
        {
            return call();
        }
        catch (Exception e) when (IsFailure(e, default))
        {
            throw Failure(provider, e);
        }
    }

    // A cancellation by the caller stays a cancellation; an error that already has a status keeps it.
    private static bool IsFailure(Exception e, CancellationToken token) =>
        e is not CimException && !(e is OperationCanceledException && token.IsCancellationRequested);

    private static CimException Failure(ICimProvider provider, Exception e) =>
        new(CimStatus.ProviderFailure, $"The provider of {provider.Class.Name} failed.", e);

    private CimException TimedOut(ICimProvider provider) =>
        new(CimStatus.ProviderTimedOut,
        $"The provider of {provider.Class.Name} did not answer within {limits.ProviderTimeout.TotalSeconds:0.#} s.");
}
