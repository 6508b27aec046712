using System.Runtime.CompilerServices;
using Sekimori.Cim.Model;
using Sekimori.Cim.Providers;

namespace Sekimori.Server.Tests.Wmi;

/// <summary>Objects that never come.</summary>
internal sealed class EndlessProvider : ICimProvider
{
    public CimClass Class { get; } = new("Test_Endless", null,
        [new() { Name = "Name", Type = CimType.String, Origin = "Test_Endless", Index = 0, IsKey = true }]);

    public bool MayBlock => false;

    public IAsyncEnumerable<CimInstance> EnumerateAsync(ProviderRequest request) => NeverAsync(request.CancellationToken);

    public ValueTask<CimInstance?> GetAsync(CimObjectPath path, ProviderRequest request) => new((CimInstance?)null);

    public ValueTask<CimMethodResult> InvokeAsync(ProviderCall call) => throw new NotSupportedException();

    private static async IAsyncEnumerable<CimInstance> NeverAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.Delay(Timeout.Infinite, cancellationToken);
        yield break;
    }
}
