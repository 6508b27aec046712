using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Sekimori.Ndr.Generator.Types;

namespace Sekimori.Ndr.Generator.Declarations;

/// <summary>Reads the NDR type of a parameter or member out of its C# type, its nullability and its attributes.</summary>
internal sealed class TypeReader(Report report)
{
    /// <summary>Types by their full name, without nullability: that is a matter of pointers.</summary>
    public static readonly SymbolDisplayFormat Full = SymbolDisplayFormat.FullyQualifiedFormat;

    private readonly Dictionary<ISymbol, StructType> _structs = new(SymbolEqualityComparer.Default);
    private readonly Dictionary<ISymbol, UnionType> _unions = new(SymbolEqualityComparer.Default);

    /// <summary>The type of a parameter or member with its pointer ([MS-RPCE] 2.2.4.10); null, with a finding, if there is none.</summary>
    public NdrType? Read(ITypeSymbol symbol, Marks marks, ISymbol where)
    {
        var core = WithoutNull(symbol, out var nullable);
        var type = ReadCore(core, marks, where);
        if (type is null) return null;
        var isFull = marks.Has("Ptr") && !marks.HasElements;
        if (type is BstrType && !nullable)
            report.Add(Problem.Nullability, where, where.Name, "a [Bstr] may be null, its type must be nullable");
        if (nullable)
        {
            if (marks.Has("Ref"))
                report.Add(Problem.Nullability, where, where.Name, "a [Ref] pointer is never null, its type must not be nullable");
            var pointer = new PointerType(isFull ? PointerKind.Full : PointerKind.Unique, type);
            for (var depth = marks.UniqueDepth; depth > 1; depth--) pointer = new PointerType(PointerKind.Unique, pointer);
            return pointer;
        }
        if (isFull || marks.Has("Unique"))
            report.Add(Problem.Nullability, where, where.Name, "a [Ptr] or [Unique] pointer may be null, its type must be nullable");
        return marks.Has("Ref") ? new PointerType(PointerKind.Reference, type) : type;
    }

    /// <summary>A structure, with its members.</summary>
    public StructType Structure(INamedTypeSymbol symbol)
    {
        if (_structs.TryGetValue(symbol, out var known)) return known;
        var type = _structs[symbol] = new StructType(symbol.ToDisplayString(Full), symbol.IsReferenceType);
        type.Members = RecordReader.Members(symbol, this, report);
        foreach (var member in type.Members.Take(type.Members.Count - 1).Where(member => member.Type.IsConformant))
            report.Add(Problem.ConformantNotLast, symbol, member.Name, symbol.Name);
        return type;
    }

    /// <summary>A union, with its arms.</summary>
    public UnionType? Union(INamedTypeSymbol symbol, Emission.SizeExpression? switchIs)
    {
        var attribute = Marks.Find(symbol.GetAttributes(), "NdrUnion")!;
        if (attribute.ConstructorArguments is not [{ Value: ITypeSymbol tag }] || Primitives.Find(tag, null) is not { } discriminant)
        {
            report.Add(Problem.BadUnion, symbol, symbol.Name, "its discriminant must be an integer or an enum");
            return null;
        }
        var isMsUnion = attribute.NamedArguments.Any(argument => argument.Key == "MsUnion" && argument.Value.Value is true);
        var type = new UnionType(symbol.ToDisplayString(Full), discriminant, isMsUnion, switchIs);
        if (_unions.TryGetValue(symbol, out var known))
        {
            type.Arms = known.Arms;
            return type;
        }
        _unions[symbol] = type;
        type.Arms = RecordReader.Arms(symbol, this, report);
        return type;
    }

    private NdrType? ReadCore(ITypeSymbol symbol, Marks marks, ISymbol where)
    {
        if (symbol.SpecialType == SpecialType.System_String && marks.Has("Bstr")) return new BstrType();
        if (symbol.SpecialType == SpecialType.System_String)
            return new StringType(marks.Has("Char"), marks.FixedSize, marks.Expression("SizeIs", where, report), marks.Range);
        if (symbol is IArrayTypeSymbol { Rank: 1 } array) return ReadArray(array.ElementType, isMemory: false, marks, where);
        if (symbol is INamedTypeSymbol { Name: "ReadOnlyMemory", TypeArguments: [{ SpecialType: SpecialType.System_Byte } octet] })
            return ReadArray(octet, isMemory: true, marks, where);
        if (Primitives.Find(symbol, marks.Range) is { } primitive) return primitive;
        if (symbol is INamedTypeSymbol named)
        {
            if (Marks.Find(named.GetAttributes(), "NdrStruct") is not null) return Structure(named);
            if (Marks.Find(named.GetAttributes(), "NdrUnion") is not null) return Union(named, marks.Expression("SwitchIs", where, report));
            if (named.AllInterfaces.Any(one => one.Name == "INdrType" && one.ContainingNamespace.ToDisplayString() == "Sekimori.Ndr"))
                return new CustomType(named.ToDisplayString(Full), named.IsReferenceType);
        }
        report.Add(Problem.Unsupported, where, symbol.ToDisplayString(), where.Name,
            "use a number, Guid, ContextHandle, string, an array of one dimension, ReadOnlyMemory<byte>, an enum, a record with " +
            "[NdrStruct] or [NdrUnion], or a type that implements INdrType");
        return null;
    }

    private ArrayType? ReadArray(ITypeSymbol elementSymbol, bool isMemory, Marks marks, ISymbol where)
    {
        if (!marks.Has("SizeIs") && !marks.Has("LengthIs") && marks.FixedSize is null) report.Add(Problem.NoSize, where, where.Name);
        var element = ReadCore(WithoutNull(elementSymbol, out var nullable),
            new Marks([.. where is IParameterSymbol parameter ? parameter.GetAttributes().Where(IsOfElement) : []]), where);
        if (element is null) return null;
        if (element.IsConformant && !nullable)
        {
            report.Add(Problem.Unsupported, where, elementSymbol.ToDisplayString(), where.Name, "an array of conformant types");
            return null;
        }
        if (nullable) element = new PointerType(marks.HasElements ? PointerKind.Full : PointerKind.Unique, element);
        return new ArrayType(element, isMemory, marks.FixedSize, marks.Expression("SizeIs", where, report),
            marks.Expression("LengthIs", where, report), marks.Range);

        static bool IsOfElement(AttributeData attribute) => attribute.AttributeClass?.Name is "CharAttribute" or "BstrAttribute";
    }

    private static ITypeSymbol WithoutNull(ITypeSymbol symbol, out bool nullable)
    {
        if (symbol is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } wrapped)
        {
            nullable = true;
            return wrapped.TypeArguments[0];
        }
        nullable = symbol.IsReferenceType && symbol.NullableAnnotation == NullableAnnotation.Annotated;
        return symbol;
    }
}
