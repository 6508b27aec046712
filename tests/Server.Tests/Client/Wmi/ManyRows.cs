using Sekimori.Cim.Model;
using Sekimori.Cim.Providers;

namespace Sekimori.Server.Tests.Client.Wmi;

/// <summary>A class with as many instances as it is told to have, made one by one.</summary>
internal sealed class ManyRows(int count) : ICimProvider
{
    public CimClass Class { get; } = new("Test_Row", null,
    [
        new() { Name = "Number", Type = CimType.UInt32, IsKey = true, Index = 0, Origin = "Test_Row" },
        new() { Name = "Text", Type = CimType.String, Index = 1, Origin = "Test_Row" },
    ]);

    public bool MayBlock => false;

    public int Made { get; private set; }

    public async IAsyncEnumerable<CimInstance> EnumerateAsync(ProviderRequest request)
    {
        await ValueTask.CompletedTask;
        for (var i = 0; i < count; i++)
        {
            Made++;
            yield return new CimInstance(Class) { [0] = (uint)i, [1] = $"row {i}" };
        }
    }

    public ValueTask<CimInstance?> GetAsync(CimObjectPath path, ProviderRequest request) => new((CimInstance?)null);

    public ValueTask<CimMethodResult> InvokeAsync(ProviderCall call) =>
        throw new CimException(CimStatus.ProviderNotCapable, "It has no methods.");
}
