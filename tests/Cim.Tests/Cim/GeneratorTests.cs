using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Sekimori.Cim.Generator;
using Sekimori.Cim.Model;

namespace Sekimori.Cim.Tests;

public class GeneratorTests
{
    [Theory]
    [InlineData("SKC001", "[CimClass(\"A\")] public class A : CimInstance { public A() : base(null!) { } }")]
    [InlineData("SKC001", "[CimClass(\"A\")] public partial class A { }")]
    [InlineData("SKC001", "[CimClass(\"A\")] public partial class A<T> : CimInstance { }")]
    [InlineData("SKC002", "[CimClass(\"A\")] public partial class A : CimInstance { public partial System.Guid? Id { get; set; } }")]
    [InlineData("SKC002", "[CimClass(\"A\")] public partial class A : CimInstance { public partial string[][]? X { get; set; } }")]
    [InlineData("SKC003", "[CimClass(\"A\", Keys = \"Nothing\")] public partial class A : CimInstance { }")]
    [InlineData("SKC004", "[CimClass(\"A\")] public partial class A : CimInstance { public partial int? X { get; set; } public partial int? x { get; set; } }")]
    [InlineData("SKC005", "[CimClass(\"A\", Provider = typeof(P))] public partial class A : CimInstance { } public class P { public static CimMethod[] CimMethods => []; }")]
    [InlineData("SKC006", "[CimClass(\"A\", Association = true)] public partial class A : CimInstance { public partial CimObjectPath? X { get; set; } }")]
    [InlineData("SKC007", "public partial class P { [CimMethod(Role.Reader)] uint M() => 0; }")]
    [InlineData("SKC007", "public partial class P { [CimMethod(Role.Operator)] System.Guid M() => default; }")]
    [InlineData("SKC007", "public partial class P { [CimMethod(Role.Operator)] uint M(System.Guid id) => 0; }")]
    public void What_does_not_fit_is_an_error_of_the_build(string id, string code) => Assert.Contains(Run(code), d => d.Id == id);

    [Fact]
    public void What_fits_gives_no_error() => Assert.Empty(Run("[CimClass(\"A\")] public partial class A : CimInstance { [CimKey] public partial string? Name { get; set; } public partial ulong[]? X { get; init; } }"));

    private static IEnumerable<Diagnostic> Run(string code)
    {
        var source = "using Sekimori.Cim.Model; using Sekimori.Cim.Providers; using Sekimori.Guard; namespace Test;\n" + code;
        var options = new CSharpParseOptions(LanguageVersion.Preview);
        var references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(':').Where(p => p.Length > 0).Select(p => MetadataReference.CreateFromFile(p));
        var compilation = CSharpCompilation.Create("test", [CSharpSyntaxTree.ParseText(source, options, cancellationToken: TestContext.Current.CancellationToken)],
            references.Append(MetadataReference.CreateFromFile(typeof(CimInstance).Assembly.Location)), new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));
        CSharpGeneratorDriver.Create([new CimGenerator().AsSourceGenerator()], parseOptions: options).RunGeneratorsAndUpdateCompilation(compilation, out _, out var diagnostics, TestContext.Current.CancellationToken);
        return diagnostics;
    }
}
