using System.Runtime.CompilerServices;
using Sekimori.Cim.Model;
using Sekimori.Cim.Providers;

namespace Sekimori.Bench.Wmi;

/// <summary>The same instances again and again, without an end: one enumerator answers as many calls as a turn has.</summary>
internal sealed class RingProvider(CimClass c, IReadOnlyList<CimInstance> rows) : ICimProvider
{
    public CimClass Class => c;

    public bool MayBlock => false;

    public IAsyncEnumerable<CimInstance> EnumerateAsync(ProviderRequest request) => RingAsync(request.CancellationToken);

    public ValueTask<CimInstance?> GetAsync(CimObjectPath path, ProviderRequest request) => new((CimInstance?)null);

    public ValueTask<CimMethodResult> InvokeAsync(ProviderCall call) => throw new NotSupportedException();

#pragma warning disable CS1998 // The rows are there: nothing is waited for.
    private async IAsyncEnumerable<CimInstance> RingAsync([EnumeratorCancellation] CancellationToken cancellationToken)
#pragma warning restore CS1998
    {
        for (var i = 0; ; i = i + 1 == rows.Count ? 0 : i + 1)
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return rows[i];
        }
    }
}
