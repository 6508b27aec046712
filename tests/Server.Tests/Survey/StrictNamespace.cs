using Sekimori.Cim.Model;
using Sekimori.Cim.Providers;

namespace Sekimori.Server.Tests.Survey;

/// <summary>__SystemSecurity of a namespace that is for administrators alone.</summary>
internal sealed class StrictNamespace : ICimProvider
{
    // [MS-DTYP] 2.4.6: a header, then a list with one entry for S-1-5-32-544.
    private static readonly byte[] Descriptor =
    [
        1, 0, 4, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 20, 0, 0, 0, 2, 0, 32, 0, 1, 0, 0, 0, 0, 0, 24, 0, 0x3f, 0, 6, 0,
        1, 2, 0, 0, 0, 0, 0, 5, 32, 0, 0, 0, 32, 2, 0, 0,
    ];

    public CimClass Class { get; } = new("__SystemSecurity", null, [],
    [
        new CimMethod
        {
            Name = "GetSD", Origin = "__SystemSecurity", IsStatic = true, In = [],
            Out = [new CimParameter { Name = "SD", Type = CimType.UInt8, IsArray = true, Id = 0 }],
        },
    ], [new CimQualifier("singleton", true)]);

    public bool MayBlock => false;

    public async IAsyncEnumerable<CimInstance> EnumerateAsync(ProviderRequest request)
    {
        await ValueTask.CompletedTask;
        yield return new CimInstance(Class);
    }

    public ValueTask<CimInstance?> GetAsync(CimObjectPath path, ProviderRequest request) => new(new CimInstance(Class));

    public ValueTask<CimMethodResult> InvokeAsync(ProviderCall call) =>
        new(new CimMethodResult(0u, CimArray.Of(CimType.UInt8, Descriptor, static b => b)));
}
