using Sekimori.Cim.Model;
using Sekimori.Cim.Providers;
using Sekimori.Guard;

namespace Sekimori.Cim.Tests.Access;

/// <summary>A list of instances that records each call.</summary>
internal sealed class RecordingProvider(CimClass c, List<string> calls, bool blocks, params CimInstance[] rows) : ICimProvider
{
    public CimClass Class => c;

    public bool MayBlock => blocks;

    public async IAsyncEnumerable<CimInstance> EnumerateAsync(ProviderRequest request)
    {
        Called();
        foreach (var row in rows)
        {
            await Task.Yield();
            yield return row;
        }
    }

    public ValueTask<CimInstance?> GetAsync(CimObjectPath path, ProviderRequest request)
    {
        Called();
        return new(Array.Find(rows, r => path.Equals(r.GetPath())));
    }

    public ValueTask<CimMethodResult> InvokeAsync(ProviderCall call)
    {
        Called();
        return new(new CimMethodResult(0u, call.Method.Out.Count == 0 ? [] : [rows[0][AskedObjects.StartupOf]]));
    }

    public ValueTask PutAsync(ProviderChange change)
    {
        Called();
        return default;
    }

    public ValueTask<CimObjectPath> CreateAsync(ProviderChange change)
    {
        Called();
        return new(change.Instance.GetPath()!);
    }

    public ValueTask DeleteAsync(CimObjectPath path, Caller caller, CancellationToken cancellationToken)
    {
        Called();
        return default;
    }

    private void Called()
    {
        lock (calls)
            calls.Add(c.Name);
    }
}
