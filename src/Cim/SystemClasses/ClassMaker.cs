using Sekimori.Cim.Model;

namespace Sekimori.Cim.SystemClasses;

/// <summary>Makes classes from short lists: the system's have many properties of few forms.</summary>
internal static class ClassMaker
{
    public static readonly CimQualifier Abstract = new("abstract", true);

    /// <summary>Makes a class.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="superclass">Its superclass.</param>
    /// <param name="properties">Words of the form <c>type Name;</c>. A type with brackets is an array, one that is no CIM type is the class
    /// of a reference; a star before the name makes a key.</param>
    /// <param name="qualifiers">Its qualifiers.</param>
    /// <param name="methods">Its methods.</param>
    public static CimClass Make(
        string name, CimClass? superclass, string properties, CimQualifier[]? qualifiers = null, CimMethod[]? methods = null)
    {
        var index = superclass?.Properties.Count ?? 0;
        var own = new List<CimProperty>();
        foreach (var text in properties.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            own.Add(Property(text.Split(' '), name, index++));
        return new CimClass(name, superclass, own, methods, qualifiers);
    }

    private static CimProperty Property(string[] words, string origin, int index)
    {
        var isArray = words[0].EndsWith("[]", StringComparison.Ordinal);
        var type = isArray ? words[0][..^2] : words[0];
        var isKnown = Enum.TryParse<CimType>(type, ignoreCase: true, out var known);
        return new CimProperty
        {
            Name = words[1].TrimStart('*'), Type = isKnown ? known : CimType.Reference, IsArray = isArray, Index = index, Origin = origin,
            IsKey = words[1][0] == '*', ReferenceClass = isKnown ? null : type,
        };
    }
}
