using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Sekimori.Ndr.Generator.Tests;

/// <summary>Runs the generator over a declaration and compiles the outcome.</summary>
internal static class Generation
{
    private const string Usings =
        "using System; using System.Threading; using System.Threading.Tasks; using Sekimori.Ndr; using Sekimori.Ndr.Attributes; " +
        "namespace Declared;\n";

    private static readonly MetadataReference[] References =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Append(typeof(NdrReader).Assembly.Location).Append(typeof(Rpc.SyntaxId).Assembly.Location)
            .Append(typeof(Wire.Malformed).Assembly.Location).Distinct()
            .Select(path => MetadataReference.CreateFromFile(path)),
    ];

    public static CSharpCompilation Compilation(string source) =>
        // The name of a friend: declarations name types of Rpc that are internal.
        CSharpCompilation.Create("Sekimori.Interop", [CSharpSyntaxTree.ParseText(Usings + source)], References,
        new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));

    /// <summary>The identifiers of what the generator must say.</summary>
    public static string[] Findings(string source)
    {
        var result = CSharpGeneratorDriver.Create(new NdrGenerator())
            .RunGenerators(Compilation(source), TestContext.Current.CancellationToken).GetRunResult();
        return [.. result.Diagnostics.Select(diagnostic => diagnostic.Id).Order()];
    }

    /// <summary>What the compiler must say of declaration and generated code together.</summary>
    public static string[] Compile(string source)
    {
        CSharpGeneratorDriver.Create(new NdrGenerator())
            .RunGeneratorsAndUpdateCompilation(Compilation(source), out var whole, out var findings, TestContext.Current.CancellationToken);
        return [.. findings.Concat(whole.GetDiagnostics(TestContext.Current.CancellationToken))
            .Where(diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning).Select(diagnostic => diagnostic.ToString())];
    }

    /// <summary>What the generator writes: each file with its name before it.</summary>
    public static string Text(string source)
    {
        var result = CSharpGeneratorDriver.Create(new NdrGenerator())
            .RunGenerators(Compilation(source), TestContext.Current.CancellationToken).GetRunResult();
        return string.Concat(result.Results.Single().GeneratedSources.OrderBy(file => file.HintName, StringComparer.Ordinal)
            .Select(file => $"// {file.HintName}\n{file.SourceText}\n"));
    }
}
