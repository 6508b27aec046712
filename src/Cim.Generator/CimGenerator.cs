using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Sekimori.Cim.Generator;

/// <summary>
/// Turns classes with CimClassAttribute into CIM classes and methods with CimMethodAttribute into CIM methods: straight code, no
/// reflection.
/// </summary>
[Generator]
public sealed class CimGenerator : IIncrementalGenerator
{
    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        var classes = context.SyntaxProvider.ForAttributeWithMetadataName(Names.ClassAttribute, static (node, _) =>
            node is ClassDeclarationSyntax,
            static (found, _) => new ClassWriter((INamedTypeSymbol)found.TargetSymbol).Write());
        context.RegisterSourceOutput(classes, Add);
        var methods = context.SyntaxProvider.ForAttributeWithMetadataName(Names.MethodAttribute, static (node, _) =>
            node is MethodDeclarationSyntax,
            static (found, _) => IsFirst((IMethodSymbol)found.TargetSymbol)
            ? new ProviderWriter(found.TargetSymbol.ContainingType).Write()
            : null);
        context.RegisterSourceOutput(methods, static (output, generated) =>
        {
            if (generated is not null)
                Add(output, generated);
        });
    }

    // A provider is written once, on behalf of its first method.
    private static bool IsFirst(IMethodSymbol method)
    {
        foreach (var member in method.ContainingType.GetMembers())
            if (member is IMethodSymbol other && Names.Find(other, Names.MethodAttribute) is not null)
                return SymbolEqualityComparer.Default.Equals(other, method);
        return false;
    }

    private static void Add(SourceProductionContext output, Generated generated)
    {
        foreach (var diagnostic in generated.Diagnostics)
            output.ReportDiagnostic(diagnostic);
        if (generated.Source is not null)
            output.AddSource(generated.FileName!, generated.Source);
    }
}
