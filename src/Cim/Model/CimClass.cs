namespace Sekimori.Cim.Model;

/// <summary>
/// A class: its place in the hierarchy, properties, methods and qualifiers, checked when it is made and immutable afterwards.
/// </summary>
public sealed class CimClass
{
    // No frozen dictionary: a hundred classes are made at every start of the command, and few are asked.
    private readonly Dictionary<string, CimProperty> _byName;

    /// <summary>Makes a class.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="superclass">What it derives from; null for a root.</param>
    /// <param name="properties">Its own properties, their indexes following the superclass's; one that redeclares an inherited property has
    /// that one's index.</param>
    /// <param name="methods">Its own methods.</param>
    /// <param name="qualifiers">Its own qualifiers.</param>
    /// <param name="derivation">The names of its superclasses, the nearest first, where a sender gives names alone. Without it they are
    /// those of <paramref name="superclass"/>.</param>
    /// <exception cref="ArgumentException">An index is out of order, a name occurs twice, or a redeclared property changes its
    /// type.</exception>
    public CimClass(string name, CimClass? superclass, IEnumerable<CimProperty> properties, IEnumerable<CimMethod>? methods = null,
        IEnumerable<CimQualifier>? qualifiers = null, IReadOnlyList<string>? derivation = null)
    {
        (Name, Superclass) = (name, superclass);
        var all = new List<CimProperty>(superclass?.Properties ?? []);
        foreach (var property in properties)
            Place(all, property);
        Properties = all;
        KeyProperties = [.. all.Where(p => p.IsKey)];
        ObjectProperties = [.. all.Where(p => p.Type == CimType.Object)];
        try
        {
            _byName = all.ToDictionary(p => p.Name, StringComparer.OrdinalIgnoreCase);
        }
        catch (ArgumentException e)
        {
            throw new ArgumentException($"{name}: two properties have the same name.", nameof(properties), e);
        }
        OwnMethods = [.. methods ?? []];
        Methods = [.. (superclass?.Methods ?? []).Where(m => OwnMethods.All(own => !Same(own.Name, m.Name))), .. OwnMethods];
        OwnQualifiers = [.. qualifiers ?? []];
        // What does not propagate to subclasses is not inherited ([DSP0004] 5.6.3), for example abstract.
        Qualifiers =
            [.. (superclass?.Qualifiers ?? []).Where(q => IsInherited(q) && OwnQualifiers.All(own => !Same(own.Name, q.Name))),
            .. OwnQualifiers];
        Derivation = derivation ?? (superclass is null ? [] : [superclass.Name, .. superclass.Derivation]);
        if (all.Exists(p => !p.Default.IsNull))
            Defaults = [.. all.Select(p => p.Default)];
        IsAbstract = HasQualifier("abstract");
        IsAssociation = HasQualifier("association");
        IsSingleton = HasQualifier("singleton");
    }

    /// <summary>Its name; compared without case.</summary>
    public string Name { get; }

    /// <summary>What it derives from; null for a root.</summary>
    public CimClass? Superclass { get; }

    /// <summary>The names of its superclasses, the nearest first.</summary>
    public IReadOnlyList<string> Derivation { get; }

    /// <summary>All properties, inherited ones first; each at its own index.</summary>
    public IReadOnlyList<CimProperty> Properties { get; }

    /// <summary>The properties that are its key, in order.</summary>
    public IReadOnlyList<CimProperty> KeyProperties { get; }

    /// <summary>The properties that hold embedded objects.</summary>
    internal IReadOnlyList<CimProperty> ObjectProperties { get; }

    /// <summary>The values of a new instance; null if all of them are null.</summary>
    internal CimValue[]? Defaults { get; }

    /// <summary>All methods, inherited ones first.</summary>
    public IReadOnlyList<CimMethod> Methods { get; }

    /// <summary>The methods that it declares itself.</summary>
    public IReadOnlyList<CimMethod> OwnMethods { get; }

    /// <summary>All qualifiers, inherited ones first.</summary>
    public IReadOnlyList<CimQualifier> Qualifiers { get; }

    /// <summary>The qualifiers that it declares itself.</summary>
    public IReadOnlyList<CimQualifier> OwnQualifiers { get; }

    /// <summary>True for a class without instances of its own.</summary>
    public bool IsAbstract { get; }

    /// <summary>True for a class whose instances tie others together by references.</summary>
    public bool IsAssociation { get; }

    /// <summary>True for a class with one instance, whose path is <c>Name=@</c>.</summary>
    public bool IsSingleton { get; }

    /// <summary>Makes an instance of the C# type of this class; null if there is none.</summary>
    public Func<CimInstance>? Factory { get; init; }

    /// <summary>Makes an instance with the default values, of the C# type of this class if there is one.</summary>
    /// <returns>The instance.</returns>
    public CimInstance CreateInstance() => Factory?.Invoke() ?? new CimInstance(this);

    /// <summary>Finds a property.</summary>
    /// <param name="name">Its name, in any case.</param>
    /// <returns>The property, or null.</returns>
    public CimProperty? FindProperty(string name) => _byName.GetValueOrDefault(name);

    /// <summary>Finds a method, an inherited one too.</summary>
    /// <param name="name">Its name, in any case.</param>
    /// <returns>The method, or null.</returns>
    public CimMethod? FindMethod(string name) => Methods.FirstOrDefault(m => Same(m.Name, name));

    /// <summary>Is it that class, or derived from it?</summary>
    /// <param name="className">A class's name, in any case.</param>
    /// <returns>True if it is.</returns>
    public bool IsA(string className)
    {
        if (Same(Name, className))
            return true;
        for (var i = 0; i < Derivation.Count; i++)
            if (Same(Derivation[i], className))
                return true;
        return false;
    }

    /// <summary>The place of a class in the hierarchy above and including this one, counted from the root.</summary>
    /// <param name="className">A class's name, in any case.</param>
    /// <returns>0 for the root, one more for each derived class; -1 if this is not derived from such a class.</returns>
    public int DepthOf(string className)
    {
        if (Same(Name, className))
            return Derivation.Count;
        for (var i = 0; i < Derivation.Count; i++)
            if (Same(Derivation[i], className))
                return Derivation.Count - 1 - i;
        return -1;
    }

    /// <summary>Does it have a qualifier that is not false, its own or inherited?</summary>
    /// <param name="name">The qualifier's name, in any case.</param>
    /// <returns>True if it has.</returns>
    public bool HasQualifier(string name)
    {
        foreach (var qualifier in Qualifiers)
            if (Same(qualifier.Name, name))
                return qualifier.Value.IsNull || qualifier.Value.Type != CimType.Boolean || qualifier.Value.AsBoolean;
        return false;
    }

    /// <inheritdoc/>
    public override string ToString() => Name;

    private void Place(List<CimProperty> all, CimProperty property)
    {
        if (property.Index == all.Count)
        {
            all.Add(property);
            return;
        }
        if (property.Index < 0 || property.Index > all.Count)
            throw new ArgumentException($"{Name}.{property.Name} has index {property.Index}; {all.Count} is next.");
        var inherited = all[property.Index];
        if (!Same(inherited.Name, property.Name) || inherited.Type != property.Type || inherited.IsArray != property.IsArray)
            throw new ArgumentException(
                $"{Name}.{property.Name} redeclares {inherited.Origin}.{inherited.Name} with another name or type.");
        all[property.Index] = property;
    }

    // A sender may give abstract any flavor; it holds for one class all the same.
    private static bool IsInherited(CimQualifier qualifier) =>
        (qualifier.Flavors & CimFlavors.ToSubclass) != 0 && !Same(qualifier.Name, "abstract");

    private static bool Same(string a, string b) => string.Equals(a, b, StringComparison.OrdinalIgnoreCase);
}
