namespace Sekimori.Cim.Model;

/// <summary>An instance of a class: one value for each property, by the property's index.</summary>
public class CimInstance
{
    private readonly CimValue[] _values;

    /// <summary>Makes an instance whose values are the defaults of its class: null where a property has none.</summary>
    /// <param name="class">Its class.</param>
    public CimInstance(CimClass @class)
    {
        Class = @class;
        _values = @class.Defaults is { } defaults ? [.. defaults] : new CimValue[@class.Properties.Count];
    }

    /// <summary>Its class.</summary>
    public CimClass Class { get; }

    /// <summary>The values, in the order of <see cref="CimClass.Properties"/>.</summary>
    public ReadOnlySpan<CimValue> Values => _values;

    /// <summary>A value by the index of its property. Setting does not check the type: <see cref="Set"/> does.</summary>
    /// <param name="index">The property's index.</param>
    public CimValue this[int index]
    {
        get => _values[index];
        set => _values[index] = value;
    }

    /// <summary>A value by name.</summary>
    /// <param name="name">The property's name, in any case.</param>
    /// <exception cref="CimException">The class has no such property (<see cref="CimStatus.InvalidProperty"/>).</exception>
    public CimValue this[string name] => _values[Find(name).Index];

    /// <summary>Sets a value, checked against its property.</summary>
    /// <param name="name">The property's name, in any case.</param>
    /// <param name="value">The value.</param>
    /// <exception cref="CimException">No such property, or another type (<see cref="CimStatus.TypeMismatch"/>).</exception>
    public void Set(string name, CimValue value)
    {
        var property = Find(name);
        if (!value.IsNull && (value.Type != property.Type || value.IsArray != property.IsArray))
            throw new CimException(CimStatus.TypeMismatch, $"{Class.Name}.{property.Name} is {property.Type}, not {value.Type}.");
        _values[property.Index] = value;
    }

    /// <summary>The path of this instance: its class and the values of its keys.</summary>
    /// <param name="namespace">The namespace, where the path shall name it.</param>
    /// <param name="host">The host, where the path shall name it.</param>
    /// <returns>The path; null for an instance of a class without keys, or where a key has no value.</returns>
    public CimObjectPath? GetPath(string? @namespace = null, string? host = null)
    {
        if (Class.IsSingleton)
            return CimObjectPath.Singleton(Class.Name) with { Namespace = @namespace, Host = host };
        var keys = Class.KeyProperties;
        if (keys.Count == 0)
            return null;
        var values = new CimKey[keys.Count];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = new CimKey(keys[i].Name, _values[keys[i].Index]);
            if (values[i].Value.IsNull)
                return null;
        }
        return new CimObjectPath(Class.Name, values) { Namespace = @namespace, Host = host };
    }

    /// <inheritdoc/>
    public override string ToString() => GetPath()?.ToString() ?? Class.Name;

    private CimProperty Find(string name) =>
        Class.FindProperty(name) ?? throw new CimException(CimStatus.InvalidProperty, $"{Class.Name} has no property {name}.");
}
