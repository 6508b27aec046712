using Sekimori.Cim.Model;
using Sekimori.Cim.Providers;

namespace Sekimori.Bench.Cim;

/// <summary>Serves instances that were made before, so that the object manager and the XML are measured and not their source.</summary>
internal sealed class ListProvider(CimClass c, IReadOnlyList<CimInstance> rows) : ICimProvider
{
    public CimClass Class => c;

    public bool MayBlock => false;

    public IAsyncEnumerable<CimInstance> EnumerateAsync(ProviderRequest request) => rows.ToAsyncEnumerable();

    public ValueTask<CimInstance?> GetAsync(CimObjectPath path, ProviderRequest request) =>
        new(rows.FirstOrDefault(r => path.Equals(r.GetPath())));

    public ValueTask<CimMethodResult> InvokeAsync(ProviderCall call) => throw new NotSupportedException();
}
