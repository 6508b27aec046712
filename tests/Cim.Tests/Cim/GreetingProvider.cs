using Sekimori.Cim.Model;
using Sekimori.Cim.Providers;
using Sekimori.Guard;

namespace Sekimori.Cim.Tests;

[CimClass("Test_Base")]
public abstract partial class TestBase : CimInstance
{
    public partial string? Caption { get; set; }
}

[CimClass("Test_Options")]
public sealed partial class TestOptions : CimInstance
{
    public partial string[]? Words { get; set; }
}

[CimClass("Test_Greeting", Provider = typeof(GreetingProvider))]
public sealed partial class Greeting : TestBase
{
    [CimKey]
    public partial string? Name { get; set; }

    [CimQualifier("Units", "seconds")]
    public partial uint? Age { get; set; }

    public partial ushort[]? Numbers { get; set; }

    public partial TestOptions? Options { get; set; }
}

/// <summary>A provider that does what a test tells it to.</summary>
public sealed partial class GreetingProvider : CimProvider<Greeting>
{
    public override bool MayBlock => Blocks;

    public bool Blocks { get; init; } = true;

    public Func<ProviderRequest, IEnumerable<Greeting>> Source { get; init; } = _ =>
        [new Greeting { Name = "a", Age = 1 }, new Greeting { Name = "b", Numbers = [1, 2] }];

    protected override IEnumerable<Greeting> Enumerate(ProviderRequest request) => Source(request);

    [CimMethod(Role.Operator)]
    private uint Greet(CimObjectPath target, string who, TestOptions? options, out string? text, out uint? count)
    {
        text = $"{target.Keys[0].Value} greets {who}";
        count = (uint?)options?.Words?.Length;
        return 0;
    }

    [CimMethod(Role.Administrator)]
    private async Task<uint> Wait(uint milliseconds, ProviderCall call)
    {
        await Task.Delay(TimeSpan.FromMilliseconds(milliseconds), call.CancellationToken);
        return 7;
    }
}
