using Sekimori.Cim.Model;
using Sekimori.Cim.Providers;

namespace Sekimori.Server.Tests.Survey;

/// <summary>A class with the instances of a test.</summary>
internal sealed class FixedRows(string name, (string Name, CimType Type)[] properties, params CimValue[][] rows) : ICimProvider
{
    public CimClass Class { get; } = new(name, null, [.. properties.Select((one, at) => new CimProperty
    {
        Name = one.Name, Type = one.Type, IsKey = at == 0, Index = at, Origin = name,
    })]);

    public bool MayBlock => false;

    public async IAsyncEnumerable<CimInstance> EnumerateAsync(ProviderRequest request)
    {
        await ValueTask.CompletedTask;
        foreach (var row in rows) yield return Instance(row);
    }

    public ValueTask<CimInstance?> GetAsync(CimObjectPath path, ProviderRequest request) =>
        new(rows.Where(row => path.TryGetKey(Class.KeyProperties[0].Name, out var key) && key.KeyEquals(row[0])).Select(Instance)
            .FirstOrDefault());

    public ValueTask<CimMethodResult> InvokeAsync(ProviderCall call) =>
        throw new CimException(CimStatus.ProviderNotCapable, "It has no methods.");

    private CimInstance Instance(CimValue[] row)
    {
        var instance = new CimInstance(Class);
        for (var i = 0; i < row.Length; i++) instance[i] = row[i];
        return instance;
    }
}
