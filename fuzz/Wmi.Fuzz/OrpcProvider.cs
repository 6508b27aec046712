using Sekimori.Cim.Model;
using Sekimori.Cim.Providers;

namespace Sekimori.Fuzz.Wmi;

/// <summary>A class with every type and a method, some objects that are always there, and places for changes that keep nothing.</summary>
internal sealed class OrpcProvider : ICimProvider
{
    private static readonly CimInstance[] Rows = [WmioSeeds.Fill(1), WmioSeeds.Fill(0)];

    public CimClass Class => WmioSeeds.Outer;

    public bool MayBlock => false;

    public IAsyncEnumerable<CimInstance> EnumerateAsync(ProviderRequest request) => Rows.ToAsyncEnumerable();

    public ValueTask<CimInstance?> GetAsync(CimObjectPath path, ProviderRequest request) => new(Rows[0]);

    public ValueTask<CimMethodResult> InvokeAsync(ProviderCall call) => new(call.Method.Name == "Nothing"
        ? new CimMethodResult(CimValue.Null)
        : new CimMethodResult(0, call.Arguments[1], CimValue.Null));

    public ValueTask PutAsync(ProviderChange change) => default;

    public ValueTask DeleteAsync(CimObjectPath path, Guard.Caller caller, CancellationToken cancellationToken) => default;
}
