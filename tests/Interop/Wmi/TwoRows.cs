using Sekimori.Cim.Model;
using Sekimori.Cim.Providers;

namespace Sekimori.Interop.Wmi;

/// <summary>A class with values of several types, the same each time.</summary>
internal sealed class TwoRows : ICimProvider
{
    public CimClass Class { get; } = new("Test_Row", null,
    [
        Property("Name", CimType.String, 0, isKey: true), Property("Size", CimType.UInt64, 1), Property("IsOpen", CimType.Boolean, 2),
        Property("Ratio", CimType.Real64, 3), Property("Nothing", CimType.String, 4),
    ]);

    public bool MayBlock => false;

    public async IAsyncEnumerable<CimInstance> EnumerateAsync(ProviderRequest request)
    {
        await ValueTask.CompletedTask;
        yield return new(Class) { [0] = "one", [1] = ulong.MaxValue, [2] = true, [3] = 0.5, };
        yield return new(Class) { [0] = "zwei \u65e5\u672c", [1] = 0ul, [2] = false, [3] = -1e300 };
    }

    public ValueTask<CimInstance?> GetAsync(CimObjectPath path, ProviderRequest request) => new((CimInstance?)null);

    public ValueTask<CimMethodResult> InvokeAsync(ProviderCall call) =>
        throw new CimException(CimStatus.ProviderNotCapable, "It has no methods.");

    private static CimProperty Property(string name, CimType type, int index, bool isKey = false) =>
        new() { Name = name, Type = type, Index = index, IsKey = isKey, Origin = "Test_Row" };
}
