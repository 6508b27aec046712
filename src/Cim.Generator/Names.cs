using System;
using System.Globalization;
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
    public const string DefaultAttribute = "Sekimori.Cim.Providers.CimDefaultAttribute";
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
            var flavors = Named(attribute, "Flavors") is byte given ? $", ({Model}CimFlavors){given}" : "";
            result += $"new({Literal((string)attribute.ConstructorArguments[0].Value!)}, {Value(attribute)}{flavors}), ";
        }
        return result;
    }

    /// <summary>The value of CimDefaultAttribute, an expression of type CimValue; null if there is none, or it does not fit.</summary>
    public static string? Default(ISymbol symbol, CimTypeOf type, out bool fits)
    {
        fits = true;
        if (Find(symbol, DefaultAttribute)?.ConstructorArguments[0].Value is not { } value)
            return null;
        var literal = SymbolDisplay.FormatPrimitive(value, quoteStrings: true, useHexadecimalNumbers: false);
        fits = !type.IsArray && (value, type.CimType) switch
        {
            (string, "String" or "Reference") => true,
            (bool, "Boolean") or (char, "Char16") => true,
            (sbyte or byte or short or ushort or int or uint or long or ulong, "Real32" or "Real64") => true,
            (float or double, "Real32" or "Real64") => true,
            (sbyte or byte or short or ushort or int or uint or long or ulong, _) => Range(type.CimType, Convert.ToDecimal(value)),
            _ => false,
        };
        return !fits ? null : type.CimType switch
        {
            "Reference" => $"{type.Element}.Parse({literal})",
            "String" => literal,
            _ => $"({type.Element})({literal})",
        };
    }

    private static bool Range(string type, decimal value) => type switch
    {
        "SInt8" => value is >= sbyte.MinValue and <= sbyte.MaxValue,
        "UInt8" => value is >= 0 and <= byte.MaxValue,
        "SInt16" => value is >= short.MinValue and <= short.MaxValue,
        "UInt16" => value is >= 0 and <= ushort.MaxValue,
        "SInt32" => value is >= int.MinValue and <= int.MaxValue,
        "UInt32" => value is >= 0 and <= uint.MaxValue,
        "SInt64" => value is >= long.MinValue and <= long.MaxValue,
        "UInt64" => value >= 0,
        _ => false,
    };

    private static string Value(AttributeData attribute)
    {
        if (attribute.ConstructorArguments[1] is { Kind: TypedConstantKind.Primitive, Value: int number })
            return number.ToString(CultureInfo.InvariantCulture);
        var values = attribute.ConstructorArguments[1].Values.Select(v => Literal((string?)v.Value ?? "")).ToArray();
        return values.Length switch
        {
            0 => "true",
            1 when Named(attribute, "IsArray") is not true => values[0],
            _ => $"{Model}CimArray.Of([{string.Join(", ", values)}])",
        };
    }
}
