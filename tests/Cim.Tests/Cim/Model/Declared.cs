using Sekimori.Cim.Model;
using Sekimori.Cim.Providers;
using Sekimori.Guard;

namespace Sekimori.Cim.Tests;

/// <summary>A class with everything that a declaration can say.</summary>
[CimClass("Test_Declared", Provider = typeof(DeclaredProvider)), CimQualifier("Locale", 1033)]
[CimQualifier("UUID", "{0}")]
public sealed partial class Declared : CimInstance
{
    [CimKey]
    [CimQualifier("MaxLen", 256)]
    public partial string? Name { get; set; }

    [CimDefault(5)]
    [CimQualifier("MappingStrings", "Win32|X", IsArray = true)]
    public partial byte? Level { get; set; }

    [CimDefault("a \"b\"")]
    [CimQualifier("DisplayName", "Text", Flavors = CimFlavors.ToSubclass | CimFlavors.Amended)]
    public partial string? Text { get; set; }

    [CimDefault(true)]
    public partial bool? On { get; set; }

    [CimDefault("Test_Declared.Name=\"x\"")]
    [CimReference("Test_Declared")]
    public partial CimObjectPath? Other { get; set; }
}

/// <summary>Its provider: a method whose parameters go in and out in turn.</summary>
public sealed partial class DeclaredProvider : CimProvider<Declared>
{
    protected override IEnumerable<Declared> Enumerate(ProviderRequest request) => [new Declared { Name = "x" }];

    [CimMethod(Role.Operator)]
    private static uint Measure(
        out string? unit, [CimQualifier("Units", "seconds")] uint time, out uint? length, [CimDefault(3)] uint times)
    {
        (unit, length) = ("metre", time * times);
        return 0;
    }
}
