using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Sekimori.Cim.Generator;

/// <summary>Names of the attributes, and what they say.</summary>
internal static class Names
{
    public const string ClassAttribute = "Sekimori.Cim.Providers.CimClassAttribute";
    public const string MethodAttribute = "Sekimori.Cim.Providers.CimMethodAttribute";
    public const string KeyAttribute = "Sekimori.Cim.Providers.CimKeyAttribute";
    public const string ReferenceAttribute = "Sekimori.Cim.Providers.CimReferenceAttribute";
    public const string QualifierAttribute = "Sekimori.Cim.Providers.CimQualifierAttribute";
    public const string Model = "global::Sekimori.Cim.Model.";
    public const string Providers = "global::Sekimori.Cim.Providers.";

    public static AttributeData? Find(ISymbol symbol, string attribute) =>
        symbol.GetAttributes().FirstOrDefault(a => a.AttributeClass?.ToDisplayString() == attribute);

    public static string? CimClassOf(ITypeSymbol? type) =>
        type is null ? null : Find(type, ClassAttribute)?.ConstructorArguments[0].Value as string;

    public static object? Named(AttributeData attribute, string name) =>
        attribute.NamedArguments.FirstOrDefault(n => n.Key == name).Value.Value;

    public static string? ReferenceOf(ISymbol symbol) => Find(symbol, ReferenceAttribute)?.ConstructorArguments[0].Value as string;

    public static string Literal(string text) => SymbolDisplay.FormatLiteral(text, quote: true);

    public static string? LiteralOrNull(string? text) => text is null ? "null" : Literal(text);

    /// <summary>The elements of a list of qualifiers, each with a comma after it.</summary>
    public static string Qualifiers(ISymbol symbol)
    {
        var result = "";
        foreach (var attribute in symbol.GetAttributes().Where(a => a.AttributeClass?.ToDisplayString() == QualifierAttribute))
        {
            var values = attribute.ConstructorArguments[1].Values.Select(v => Literal((string?)v.Value ?? "")).ToArray();
            var value = values.Length switch
            {
                0 => "true",
                1 => values[0],
                _ => $"{Model}CimArray.Of([{string.Join(", ", values)}])",
            };
            result += $"new({Literal((string)attribute.ConstructorArguments[0].Value!)}, {value}), ";
        }
        return result;
    }
}
