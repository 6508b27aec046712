using Sekimori.Cim.Model;
using Sekimori.Wire;

namespace Sekimori.Wmi.Wmio;

/// <summary>Makes classes of the object manager's model from what was decoded.</summary>
internal static class ModelBuilder
{
    /// <summary>A class whose superclasses are names alone: all its properties are in it.</summary>
    public static CimClass BuildAlone(ClassPart part, List<WireMethod>? methods = null)
    {
        var properties = new CimProperty[part.Properties.Count];
        for (var i = 0; i < properties.Length; i++)
            properties[i] = Property(part, part.Properties[i], i);
        return new CimClass(part.Name, null, properties, methods?.Select(m => Method(part, m)),
            part.Qualifiers.Select(q => q.ToModel()), part.Derivation);
    }

    /// <summary>A class and its superclass ([MS-WMIO] 2.2.11).</summary>
    public static CimClass Build(ClassPart parent, List<WireMethod> parentMethods, ClassPart part, List<WireMethod> methods)
    {
        if (part.Derivation.Count == 0 || !part.Derivation[0].Equals(parent.Name, StringComparison.OrdinalIgnoreCase))
            return BuildAlone(part, methods);
        var superclass = BuildAlone(parent, parentMethods);
        var own = new List<CimProperty>();
        var next = superclass.Properties.Count;
        foreach (var property in part.Properties)
        {
            var inherited = superclass.FindProperty(property.Name);
            if (inherited is not null && (inherited.Type != property.Type.Type || inherited.IsArray != property.Type.IsArray))
                throw new MalformedException(Malformed.BadValue, $"{part.Name}.{property.Name} has another type in {parent.Name}");
            var made = Property(part, property, inherited?.Index ?? next, inherited?.Origin);
            if (inherited is null)
                next++;
            else if (Same(inherited, made))
                continue;
            own.Add(made);
        }
        return new CimClass(part.Name, superclass, own,
            methods.Where(m => !m.IsInherited || superclass.FindMethod(m.Name) is null).Select(m => Method(part, m)),
            part.Qualifiers.Where(q => !q.IsPropagated).Select(q => q.ToModel()));
    }

    private static CimProperty Property(ClassPart part, WireProperty property, int index, string? origin = null) => new()
    {
        Name = property.Name,
        Type = property.Type.Type,
        IsArray = property.Type.IsArray,
        IsKey = property.IsKey,
        ReferenceClass = property.ReferenceClass,
        Origin = origin ?? OriginOf(part, property.IsInherited, property.Origin),
        Index = index,
        Default = property.Default,
        Qualifiers = Without(property.Qualifiers, "CIMTYPE", "key"),
    };

    // The root has number 0, although the list begins with the nearest superclass.
    private static string OriginOf(ClassPart part, bool isInherited, int origin)
    {
        var depth = part.Derivation.Count;
        return isInherited && depth > 0 ? part.Derivation[depth - 1 - Math.Min(origin, depth - 1)] : part.Name;
    }

    private static CimMethod Method(ClassPart part, WireMethod method)
    {
        var returned = method.Out?.FindProperty(WireMethod.ReturnValue);
        return new()
        {
            Name = method.Name,
            ReturnType = returned?.Type ?? CimType.UInt32,
            IsVoid = returned is null,
            IsStatic = method.Qualifiers.Exists(q => q.Is("static") && q.IsTrue),
            Origin = OriginOf(part, method.IsInherited, method.Origin),
            Qualifiers = Without(method.Qualifiers, "static"),
            In = Parameters(method.In),
            Out = Parameters(method.Out),
        };
    }

    private static IReadOnlyList<CimParameter> Parameters(CimClass? signature) => signature is null
        ? []
        : [.. signature.Properties
            .Where(p => !p.Name.Equals(WireMethod.ReturnValue, StringComparison.OrdinalIgnoreCase)).Select(Parameter).OrderBy(p => p.Id)];

    private static CimParameter Parameter(CimProperty property) => new()
    {
        Name = property.Name,
        Type = property.Type,
        IsArray = property.IsArray,
        ReferenceClass = property.ReferenceClass,
        Id = IdOf(property),
        Default = property.Default,
        Qualifiers = [.. property.Qualifiers.Where(q => !IsNamed(q.Name, "in", "out", "ID"))],
    };

    private static int? IdOf(CimProperty property)
    {
        foreach (var qualifier in property.Qualifiers)
            if (IsNamed(qualifier.Name, "ID") && qualifier.Value is { IsNull: false, IsArray: false, IsInteger: true } id)
                return (int)Math.Clamp(id.AsInt64, 0, ushort.MaxValue);
        return null;
    }

    private static List<CimQualifier> Without(List<WireQualifier> qualifiers, params string[] names)
    {
        var kept = new List<CimQualifier>(qualifiers.Count);
        foreach (var qualifier in qualifiers)
            if (!IsNamed(qualifier.Name, names))
                kept.Add(qualifier.ToModel());
        return kept;
    }

    private static bool IsNamed(string name, params string[] names) => names.Contains(name, StringComparer.OrdinalIgnoreCase);

    // What does not propagate is absent in the derived class without a declaration there.
    private static bool Same(CimProperty inherited, CimProperty made)
    {
        var propagated = inherited.Qualifiers.Where(q => (q.Flavors & CimFlavors.ToSubclass) != 0).ToList();
        return inherited.IsKey == made.IsKey && inherited.ReferenceClass == made.ReferenceClass && inherited.Default.Equals(made.Default)
            && propagated.Count == made.Qualifiers.Count && made.Qualifiers.All(propagated.Contains);
    }
}
