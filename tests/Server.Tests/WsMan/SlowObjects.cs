using Sekimori.Cim.Model;
using Sekimori.Cim.Providers;
using Sekimori.Guard;

namespace Sekimori.Server.Tests.WsMan;

/// <summary>A class whose every operation continues until its token is set, or the test releases it.</summary>
internal sealed class SlowObjects(CimClass c, bool blocks, bool isEndless) : ICimProvider
{
    private readonly TaskCompletionSource _go = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public CimClass Class => c;

    public bool MayBlock => blocks;

    /// <summary>Released when an operation has started.</summary>
    public SemaphoreSlim Begun { get; } = new(0);

    /// <summary>Released when one has ended because its token was set.</summary>
    public SemaphoreSlim Ended { get; } = new(0);

    public void Evict() => _go.TrySetResult();

    public static CimClass Make(string name, params CimProperty[] more) => new(name, null, [Property(name, "Name", 0, key: true), .. more],
        [new CimMethod { Name = "Wait", Origin = name, IsStatic = true }], more.Length > 0 ? [new("association", true)] : []);

    public static CimProperty Property(string owner, string name, int index, string? target = null, bool key = false) =>
        new()
        {
            Name = name, Type = target is null ? CimType.String : CimType.Reference, Index = index, Origin = owner, ReferenceClass = target,
            IsKey = key
        };

    public async IAsyncEnumerable<CimInstance> EnumerateAsync(ProviderRequest request)
    {
        if (!isEndless)
        {
            await WaitAsync(request.CancellationToken);
            yield break;
        }
        Begun.Release();
        try
        {
            // Always at work, and nothing that a condition would take.
            for (var i = 0; ; i++)
            {
                request.CancellationToken.ThrowIfCancellationRequested();
                var instance = new CimInstance(c);
                instance.Set("Name", $"{i}" + new string('a', 2_000));
                yield return instance;
            }
        }
        finally
        {
            Ended.Release();
        }
    }

    public async ValueTask<CimInstance?> GetAsync(CimObjectPath path, ProviderRequest request)
    {
        if (path.TryGetKey("Name", out var name) && name.AsString == "there")
        {
            var instance = new CimInstance(c);
            instance.Set("Name", "there");
            return instance;
        }
        await WaitAsync(request.CancellationToken);
        return null;
    }

    public async ValueTask<CimMethodResult> InvokeAsync(ProviderCall call)
    {
        await WaitAsync(call.CancellationToken);
        return new CimMethodResult(0u);
    }

    public async ValueTask PutAsync(ProviderChange change) => await WaitAsync(change.CancellationToken);

    public async ValueTask<CimObjectPath> CreateAsync(ProviderChange change)
    {
        await WaitAsync(change.CancellationToken);
        return change.Instance.GetPath()!;
    }

    public async ValueTask DeleteAsync(CimObjectPath path, Caller caller, CancellationToken cancellationToken) =>
        await WaitAsync(cancellationToken);

    private async Task WaitAsync(CancellationToken token)
    {
        Begun.Release();
        try
        {
            await _go.Task.WaitAsync(token);
        }
        catch (OperationCanceledException)
        {
            Ended.Release();
            throw;
        }
    }
}
