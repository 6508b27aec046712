using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Sekimori.Ndr.Generator.Emission;
using Sekimori.Ndr.Generator.Types;

namespace Sekimori.Ndr.Generator.Declarations;

/// <summary>The attributes on one parameter, member or return value.</summary>
internal sealed class Marks
{
    private const string Namespace = "Sekimori.Ndr.Attributes";

    private readonly ImmutableArray<AttributeData> _attributes;

    public Marks(ImmutableArray<AttributeData> attributes) => _attributes = attributes;

    public bool Has(string name) => Find(_attributes, name) is not null;

    public bool HasElements =>
        Find(_attributes, "Ptr")?.NamedArguments.Any(argument => argument.Key == "Elements" && argument.Value.Value is true) == true;

    public int UniqueDepth => Argument("Unique") is int depth ? depth : 1;

    public static bool IsComInterface(INamedTypeSymbol symbol) => Find(symbol.GetAttributes(), "ComInterface") is not null;

    public int? FixedSize => Argument("FixedSize") as int?;

    public ValueRange? Range => Find(_attributes, "Range") is { ConstructorArguments: [{ Value: long least }, { Value: long most }] }
        ? new(least, most)
        : null;

    public string? Text(string name) => Argument(name) as string;

    public SizeExpression? Expression(string name, ISymbol where, Report report)
    {
        if (Text(name) is not { } text) return null;
        var expression = SizeExpression.Parse(text);
        if (expression is null) report.Add(Problem.BadExpression, where, text, where.Name);
        return expression;
    }

    /// <summary>An attribute of ours on a symbol.</summary>
    public static AttributeData? Find(ImmutableArray<AttributeData> attributes, string name) =>
        attributes.FirstOrDefault(attribute => attribute.AttributeClass?.Name == name + "Attribute"
        && attribute.AttributeClass.ContainingNamespace.ToDisplayString() == Namespace);

    private object? Argument(string name) => Find(_attributes, name) is { ConstructorArguments: [{ } only] } ? only.Value : null;
}
