using Sekimori.Cim.Model;
using Sekimori.Cim.Schema;

namespace Sekimori.Cim.SystemClasses;

/// <summary>Fits a client's class to a namespace.</summary>
internal static class ScratchClass
{
    /// <summary>The class as the namespace can have it: with the namespace's own superclass, and each index after that one's.</summary>
    /// <exception cref="CimException">It does not fit, or is over a limit.</exception>
    public static CimClass Fit(CimNamespace space, CimClass definition, CimLimits limits)
    {
        RequireName(definition.Name);
        CimClass? super = null;
        if (definition.Derivation.Count > 0)
            super = space.FindClass(definition.Derivation[0])
                ?? throw new CimException(CimStatus.InvalidSuperclass,
                $"No class {CimNamespace.Shown(definition.Derivation[0])} in {space.Name} for {definition.Name} to derive from.");
        if (super is not null && (super.IsA(definition.Name) || super.Derivation.Count + 1 >= limits.MaxStoredDepth))
            throw new CimException(CimStatus.InvalidSuperclass, $"{definition.Name} cannot derive from {super.Name}.");
        if (definition.Properties.Count > limits.MaxStoredProperties)
            throw new CimException(CimStatus.QuotaViolation, $"A class has {limits.MaxStoredProperties} properties at most.");
        return new CimClass(definition.Name, super, Properties(definition, super), Methods(definition, super), definition.OwnQualifiers);
    }

    private static List<CimProperty> Properties(CimClass definition, CimClass? super)
    {
        var own = new List<CimProperty>();
        var next = super?.Properties.Count ?? 0;
        foreach (var property in definition.Properties)
        {
            RequireName(property.Name);
            if (super?.FindProperty(property.Name) is not { } inherited)
            {
                own.Add(With(property, definition.Name, next++, property.IsKey));
                continue;
            }
            if (inherited.Type != property.Type || inherited.IsArray != property.IsArray)
                throw new CimException(CimStatus.TypeMismatch,
                    $"{definition.Name}.{property.Name} is {inherited.Type} in {inherited.Origin}, not {property.Type}.");
            // The same again, or with another default value: keys stay keys.
            if (!inherited.Default.Equals(property.Default) || inherited.IsKey != property.IsKey)
                own.Add(With(property, inherited.Origin, inherited.Index, inherited.IsKey || property.IsKey));
        }
        return own;
    }

    private static IEnumerable<CimMethod> Methods(CimClass definition, CimClass? super) =>
        definition.OwnMethods.Where(m => super?.FindMethod(m.Name) is null).Select(m => new CimMethod
        {
            Name = m.Name, Origin = definition.Name, ReturnType = m.ReturnType, IsVoid = m.IsVoid, In = m.In, Out = m.Out,
            IsStatic = m.IsStatic, Qualifiers = m.Qualifiers,
        });

    private static CimProperty With(CimProperty property, string origin, int index, bool isKey) => new()
    {
        Name = property.Name, Type = property.Type, IsArray = property.IsArray, ReferenceClass = property.ReferenceClass,
        Default = property.Default, Qualifiers = property.Qualifiers, Origin = origin, Index = index, IsKey = isKey,
    };

    // [MS-WMI] 2.2.1.1: letters, digits and the underscore, no digit first. 256 is far beyond every name that is in use.
    private static void RequireName(string name)
    {
        if (name.Length is 0 or > 256 || char.IsAsciiDigit(name[0]) || !name.All(c => char.IsLetterOrDigit(c) || c == '_'))
            throw new CimException(CimStatus.InvalidParameter, $"'{CimNamespace.Shown(name)}' is no name of a class or property.");
    }
}
