using Microsoft.CodeAnalysis;
using Sekimori.Ndr.Generator.Types;

namespace Sekimori.Ndr.Generator.Declarations;

/// <summary>The C# types that are one number or identifier on the wire.</summary>
internal static class Primitives
{
    /// <summary>The type of a symbol; null if it is not one of these.</summary>
    public static NdrType? Find(ITypeSymbol symbol, ValueRange? range)
    {
        var name = symbol.ToDisplayString(TypeReader.Full);
        if (symbol is INamedTypeSymbol { TypeKind: TypeKind.Enum, EnumUnderlyingType: { } underlying })
        {
            if (underlying.SpecialType == SpecialType.System_Int32) return new EnumType(name, null, "", 2);
            var (method, size) = Integer(underlying.SpecialType);
            return method is null ? null : new EnumType(name, underlying.ToDisplayString(TypeReader.Full), method, size);
        }
        return name switch
        {
            "global::System.Guid" => new PrimitiveType(name, "Guid", 16, 4, null),
            "global::Sekimori.Ndr.ContextHandle" => new PrimitiveType(name, "ContextHandle", 20, 4, null),
            "bool" => new PrimitiveType(name, "Boolean", 1, 1, null),
            // [MS-RPCE] 2.2.4.1.1: wchar_t.
            "char" => new PrimitiveType(name, "Char", 2, 2, null),
            "float" => new PrimitiveType(name, "Single", 4, 4, null),
            "double" => new PrimitiveType(name, "Double", 8, 8, null),
            _ => Integer(symbol.SpecialType) is { Method: { } method } integer
                ? new PrimitiveType(name, method, integer.Size, integer.Size, range)
                : null,
        };
    }

    private static (string? Method, int Size) Integer(SpecialType type) => type switch
    {
        SpecialType.System_Byte => ("Byte", 1),
        SpecialType.System_SByte => ("SByte", 1),
        SpecialType.System_UInt16 => ("UInt16", 2),
        SpecialType.System_Int16 => ("Int16", 2),
        SpecialType.System_UInt32 => ("UInt32", 4),
        SpecialType.System_Int32 => ("Int32", 4),
        SpecialType.System_UInt64 => ("UInt64", 8),
        SpecialType.System_Int64 => ("Int64", 8),
        _ => (null, 0),
    };
}
