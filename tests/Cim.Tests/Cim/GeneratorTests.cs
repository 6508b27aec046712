using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Sekimori.Cim.Generator;
using Sekimori.Cim.Model;
using Sekimori.TestKit;

namespace Sekimori.Cim.Tests;

[Trait("Size", "Large")]
public class GeneratorTests
{
    [Theory]
    [InlineData("SKC001", "[CimClass(\"A\")] public class A : CimInstance { public A() : base(null!) { } }")]
    [InlineData("SKC001", "[CimClass(\"A\")] public partial class A { }")]
    [InlineData("SKC001", "[CimClass(\"A\")] public partial class A<T> : CimInstance { }")]
    [InlineData("SKC002", "[CimClass(\"A\")] public partial class A : CimInstance { public partial System.Guid? Id { get; set; } }")]
    [InlineData("SKC002", "[CimClass(\"A\")] public partial class A : CimInstance { public partial string[][]? X { get; set; } }")]
    [InlineData("SKC003", "[CimClass(\"A\", Keys = \"Nothing\")] public partial class A : CimInstance { }")]
    [InlineData("SKC004",
        "[CimClass(\"A\")] public partial class A : CimInstance { public partial int? X { get; set; } public partial int? x { get; " +
        "set; } }")]
    [InlineData("SKC005",
        "[CimClass(\"A\", Provider = typeof(P))] public partial class A : CimInstance { } public class P { public static CimMethod[] " +
        "CimMethods => []; }")]
    [InlineData("SKC006",
        "[CimClass(\"A\", Association = true)] public partial class A : CimInstance { public partial CimObjectPath? X { get; set; } }")]
    [InlineData("SKC007", "public partial class P { [CimMethod(Role.Reader)] uint M() => 0; }")]
    [InlineData("SKC007", "public partial class P { [CimMethod(Role.Operator)] System.Guid M() => default; }")]
    [InlineData("SKC007", "public partial class P { [CimMethod(Role.Operator)] uint M(System.Guid id) => 0; }")]
    [InlineData("SKC008",
        "[CimClass(\"A\")] public partial class A : CimInstance { [CimDefault(256)] public partial byte? X { get; set; } }")]
    [InlineData("SKC008",
        "[CimClass(\"A\")] public partial class A : CimInstance { [CimDefault(\"x\")] public partial int? X { get; set; } }")]
    [InlineData("SKC007", "public partial class P { [CimMethod(Role.Operator)] uint M([CimDefault(true)] uint x) => 0; }")]
    public void What_does_not_fit_is_an_error_of_the_build(string id, string code) => Assert.Contains(Run(code), d => d.Id == id);

    [Fact]
    public void What_fits_gives_no_error() =>
        Assert.Empty(
        Run(
        "[CimClass(\"A\")] public partial class A : CimInstance { [CimKey] public partial string? Name { get; set; } public partial " +
        "ulong[]? X { get; init; } }"));

    [Fact]
    public void What_is_generated_is_what_was_read()
    {
        const string code = """
            [CimClass("Test_Queue", Provider = typeof(QueueProvider), Description = "A queue")]
            public sealed partial class Queue : CimInstance
            {
                [CimKey] public partial string? Name { get; set; }
                public partial ulong[]? Sizes { get; init; }
                public partial CimDateTime? Changed { get; set; }
            }
            public sealed partial class QueueProvider : CimProvider<Queue>
            {
                protected override System.Collections.Generic.IEnumerable<Queue> Enumerate(ProviderRequest request) => [];
                [CimMethod(Role.Operator), CimQualifier("Description", "Empties it")]
                private uint Clear(CimObjectPath target, bool force, out string? text) { text = null; return 0; }
            }
            """;
        var driver = Drive(code, out var whole, out var problems);
        Assert.Empty(problems);
        Assert.Empty(whole.GetDiagnostics(TestContext.Current.CancellationToken)
            .Where(problem => problem.Severity == DiagnosticSeverity.Error));
        var written = driver.GetRunResult().Results.Single().GeneratedSources.OrderBy(file => file.HintName, StringComparer.Ordinal)
            .Select(file => $"// {file.HintName}\n{file.SourceText}\n");
        var difference = Golden.Difference("queue.txt", string.Concat(written));
        Assert.True(difference is null, difference);
    }

    private static IEnumerable<Diagnostic> Run(string code)
    {
        Drive(code, out _, out var diagnostics);
        return diagnostics;
    }

    private static GeneratorDriver Drive(string code, out Compilation whole, out ImmutableArray<Diagnostic> diagnostics)
    {
        var source = "using Sekimori.Cim.Model; using Sekimori.Cim.Providers; using Sekimori.Guard; namespace Test;\n" + code;
        var options = new CSharpParseOptions(LanguageVersion.Preview);
        var references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(':').Where(p => p.Length > 0)
            .Select(p => MetadataReference.CreateFromFile(p));
        var compilation = CSharpCompilation.Create(
            "test", [CSharpSyntaxTree.ParseText(source, options, cancellationToken: TestContext.Current.CancellationToken)],
            references.Append(MetadataReference.CreateFromFile(typeof(CimInstance).Assembly.Location)),
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));
        return CSharpGeneratorDriver.Create([new CimGenerator().AsSourceGenerator()], parseOptions: options)
            .RunGeneratorsAndUpdateCompilation(compilation, out whole, out diagnostics, TestContext.Current.CancellationToken);
    }
}
