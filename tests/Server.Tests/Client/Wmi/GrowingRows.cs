using Sekimori.Cim.Model;
using Sekimori.Cim.Providers;

namespace Sekimori.Server.Tests.Client.Wmi;

/// <summary>A class with as many instances as there are at the time.</summary>
internal sealed class GrowingRows : ICimProvider
{
    private int _reads;

    public CimClass Class { get; } = new("Test_Row", null,
        [new() { Name = "Number", Type = CimType.UInt32, IsKey = true, Index = 0, Origin = "Test_Row" }]);

    public bool MayBlock => false;

    public volatile int Count;

    /// <summary>How often they were read.</summary>
    public int Reads => _reads;

    public async IAsyncEnumerable<CimInstance> EnumerateAsync(ProviderRequest request)
    {
        await ValueTask.CompletedTask;
        var count = Count;
        for (var i = 0; i < count; i++) yield return new CimInstance(Class) { [0] = (uint)i };
        Interlocked.Increment(ref _reads);
    }

    public ValueTask<CimInstance?> GetAsync(CimObjectPath path, ProviderRequest request) => new((CimInstance?)null);

    public ValueTask<CimMethodResult> InvokeAsync(ProviderCall call) =>
        throw new CimException(CimStatus.ProviderNotCapable, "It has no methods.");
}
