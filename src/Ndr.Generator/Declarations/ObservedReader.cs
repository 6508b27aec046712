using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Sekimori.Ndr.Generator.Declarations;

/// <summary>Reads [Observed] and [ObservedAnswer]: what the guard learns of an operation.</summary>
internal static class ObservedReader
{
    private const string Namespace = "Sekimori.Rpc.Interfaces";

    /// <summary>The observed ones among parameters.</summary>
    public static IReadOnlyList<ObservedMember> Read(IEnumerable<IParameterSymbol> parameters, Report report) =>
        [
        .. parameters.Select(parameter =>
        Read(parameter.Type, parameter.GetAttributes(), RecordReader.Escape(parameter.Name), parameter, report)).OfType<ObservedMember>()];

    /// <summary>One value; null if it is not observed, or cannot be.</summary>
    public static ObservedMember? Read(
        ITypeSymbol type, ImmutableArray<AttributeData> attributes, string name, ISymbol where, Report report)
    {
        if (Find(attributes, "Observed") is not { } attribute) return null;
        var facts = attribute.ConstructorArguments is [{ Kind: TypedConstantKind.Array } list] ? list.Values.Select(Literal).ToList() : [];
        var isArray = type is IArrayTypeSymbol;
        var element = type is IArrayTypeSymbol array ? array.ElementType : type;
        var isNullable = element.NullableAnnotation == NullableAnnotation.Annotated;
        if (element is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable)
            (element, isNullable) = (nullable.TypeArguments[0], true);
        if (facts.Count > 0 && FormOf(element, isArray) is { } form) return new(name, facts, isArray, isNullable, form);
        report.Add(Problem.NotObservable, where, where.Name);
        return null;
    }

    /// <summary>The kind of observation made from the answer, as C#; null if none is made.</summary>
    public static string? AnswerKind(IMethodSymbol method) =>
        Find(method.GetAttributes(), "ObservedAnswer") is { ConstructorArguments: [var kind] } ? Literal(kind) : null;

    private static ObservedForm? FormOf(ITypeSymbol type, bool isArray)
    {
        if (type.SpecialType == SpecialType.System_String) return ObservedForm.Text;
        if (type.ToDisplayString(TypeReader.Full) == "global::System.Guid") return ObservedForm.Uuid;
        if (type.AllInterfaces.Any(one => one.Name == "IObserved" && one.ContainingNamespace.ToDisplayString() == Namespace))
            return ObservedForm.Self;
        // Numbers in an array are octets or measures: a fact for each is nothing that a rule could name.
        return !isArray && type.SpecialType is >= SpecialType.System_SByte and <= SpecialType.System_UInt64 ? ObservedForm.Number : null;
    }

    private static string Literal(TypedConstant constant) => "global::" + constant.ToCSharpString();

    private static AttributeData? Find(ImmutableArray<AttributeData> attributes, string name) =>
        attributes.FirstOrDefault(attribute => attribute.AttributeClass?.Name == name + "Attribute"
        && attribute.AttributeClass.ContainingNamespace.ToDisplayString() == Namespace);
}
