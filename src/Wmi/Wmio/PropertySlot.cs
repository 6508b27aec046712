using Sekimori.Cim.Model;

namespace Sekimori.Wmi.Wmio;

/// <summary>A property at its place in the tables of a class and its instances.</summary>
internal sealed class PropertySlot
{
    private readonly CimProperty? _inherited;

    public PropertySlot(CimClass @class, CimProperty property, int order, int offset, bool isProjection)
    {
        (Property, Order, Offset, Type) = (property, order, offset, new WireType(property.Type, property.IsArray));
        if (isProjection)
            return;
        if (@class.Superclass is { } superclass)
            _inherited = property.Index < superclass.Properties.Count ? superclass.Properties[property.Index] : null;
        Origin = @class.DepthOf(property.Origin);
        // The class can declare a property of a class that is not above it: then it is its own.
        if (Origin < 0)
            Origin = @class.Derivation.Count;
        IsInherited = _inherited is not null || (@class.Superclass is null && Origin < @class.Derivation.Count);
        IsDefaultInherited = IsInherited && (_inherited is null || ReferenceEquals(_inherited, property)
            || (_inherited.Default.Equals(property.Default) && property.Qualifiers.All(IsPropagated)));
    }

    public CimProperty Property { get; }

    public WireType Type { get; }

    /// <summary>DeclarationOrder.</summary>
    public int Order { get; }

    /// <summary>Where the value is in a value table.</summary>
    public int Offset { get; }

    /// <summary>Counted from the root (0).</summary>
    public int Origin { get; }

    public bool IsInherited { get; }

    /// <summary>Bit 1 of the flags in a class: its default value is that of the superclass.</summary>
    public bool IsDefaultInherited { get; }

    public int FlagsByte => Order / 4;

    public int FlagsShift => Order % 4 * 2;

    /// <summary>The qualifiers as they are encoded: CIMTYPE, then key, then the others.</summary>
    public List<(CimQualifier Qualifier, bool IsPropagated)> Qualifiers()
    {
        var all = new List<(CimQualifier, bool)>
        {
            (new CimQualifier("CIMTYPE", Type.Name(Property.ReferenceClass)), IsInherited),
        };
        if (Property.IsKey)
            all.Add((new CimQualifier("key", true), IsInherited && _inherited is null or { IsKey: true }));
        foreach (var qualifier in Property.Qualifiers)
            if (!IsNamed(qualifier, "CIMTYPE") && !IsNamed(qualifier, "key")
                && !(ReferenceEquals(_inherited, Property) && (qualifier.Flavors & CimFlavors.ToSubclass) == 0))
                all.Add((qualifier, IsPropagated(qualifier)));
        return all;
    }

    private bool IsPropagated(CimQualifier qualifier) => IsInherited && (qualifier.Flavors & CimFlavors.ToSubclass) != 0
        && (_inherited is null || _inherited.Qualifiers.Any(q => IsNamed(q, qualifier.Name) && q.Value.Equals(qualifier.Value)));

    private static bool IsNamed(CimQualifier qualifier, string name) => qualifier.Name.Equals(name, StringComparison.OrdinalIgnoreCase);
}
