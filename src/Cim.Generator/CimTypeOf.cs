using Microsoft.CodeAnalysis;

namespace Sekimori.Cim.Generator;

/// <summary>A C# type as a CIM type: how it is declared, read from a value and written to one.</summary>
internal sealed record CimTypeOf(
    string CimType, bool IsArray, bool IsNullable, bool IsValueType, string Element, string? Read, string? EmbeddedClass)
{
    public static CimTypeOf? Of(ITypeSymbol type)
    {
        if (type is IArrayTypeSymbol { Rank: 1 } array)
            return Of(array.ElementType) is { IsArray: false } element
                ? element with { IsArray = true, IsNullable = type.NullableAnnotation == NullableAnnotation.Annotated, IsValueType = false }
                : null;
        var nullable = type.NullableAnnotation == NullableAnnotation.Annotated;
        if (type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } wrapped)
            (type, nullable) = (wrapped.TypeArguments[0], true);
        var name = type.WithNullableAnnotation(NullableAnnotation.None).ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat);
        var (cim, read) = type.SpecialType switch
        {
            SpecialType.System_Boolean => ("Boolean", "{0}.AsBoolean"),
            SpecialType.System_SByte => ("SInt8", "(sbyte){0}.AsInt64"),
            SpecialType.System_Byte => ("UInt8", "(byte){0}.AsInt64"),
            SpecialType.System_Int16 => ("SInt16", "(short){0}.AsInt64"),
            SpecialType.System_UInt16 => ("UInt16", "(ushort){0}.AsInt64"),
            SpecialType.System_Int32 => ("SInt32", "(int){0}.AsInt64"),
            SpecialType.System_UInt32 => ("UInt32", "(uint){0}.AsInt64"),
            SpecialType.System_Int64 => ("SInt64", "{0}.AsInt64"),
            SpecialType.System_UInt64 => ("UInt64", "{0}.AsUInt64"),
            SpecialType.System_Single => ("Real32", "(float){0}.AsReal"),
            SpecialType.System_Double => ("Real64", "{0}.AsReal"),
            SpecialType.System_Char => ("Char16", "{0}.AsChar"),
            SpecialType.System_String => ("String", "{0}.AsString!"),
            _ => ("", ""),
        };
        if (cim.Length > 0)
            return new CimTypeOf(cim, false, nullable, type.IsValueType, name, read, null);
        return name switch
        {
            "global::Sekimori.Cim.Model.CimDateTime" =>
                new CimTypeOf("DateTime", false, nullable, true, name, "{0}.AsDateTime!.Value", null),
            "global::Sekimori.Cim.Model.CimObjectPath" =>
                new CimTypeOf("Reference", false, nullable, false, name, "{0}.AsReference!", null),
            "global::Sekimori.Cim.Model.CimInstance" => new CimTypeOf("Object", false, nullable, false, name, "{0}.AsInstance!", null),
            _ when Names.CimClassOf(type) is { } embedded =>
                new CimTypeOf("Object", false, nullable, false, name, "(" + name + "){0}.AsInstance!", embedded),
            _ => null,
        };
    }

    /// <summary>An expression of the declared type from an expression of type CimValue.</summary>
    public string From(string value)
    {
        var element = string.Format(Read, IsArray ? "v" : value);
        if (IsArray)
            return $"{value}.AsArray{(IsNullable ? "?" : "!")}.ToArray(static v => {element})";
        return IsNullable ? $"({value}.IsNull ? ({Element}?)null : {element})" : element;
    }

    /// <summary>An expression of type CimValue from an expression of the declared type.</summary>
    public string To(string value)
    {
        if (IsArray)
            return $"global::Sekimori.Cim.Model.CimArray.Of(global::Sekimori.Cim.Model.CimType.{CimType}, {value}, static v => v)";
        return IsNullable && IsValueType ? $"({value} is {{ }} known ? known : default(global::Sekimori.Cim.Model.CimValue))" : value;
    }
}
