using Sekimori.Cim.Model;

namespace Sekimori.Cim.Schema;

/// <summary>Fits values to a class's properties: known names, each once, the right types.</summary>
internal static class InstanceBinder
{
    public static IEnumerable<(CimProperty Property, CimValue Value)> Bind(CimClass c, IReadOnlyList<KeyValuePair<string, CimValue>> values)
    {
        var given = new bool[c.Properties.Count];
        var bound = new List<(CimProperty, CimValue)>(values.Count);
        foreach (var (name, value) in values)
        {
            var property = c.FindProperty(name)
                ?? throw new CimException(CimStatus.InvalidProperty, $"{c.Name} has no property {CimNamespace.Shown(name)}.");
            if (given[property.Index]) throw new CimException(CimStatus.InvalidParameter, $"{c.Name}.{property.Name} is repeated.");
            given[property.Index] = true;
            var typed = value;
            if (!value.IsNull
                && !(property.IsArray
                ? Coerce.TryArray(property.Type, value, out typed)
                : Coerce.TryScalar(property.Type, value, out typed)))
                throw new CimException(CimStatus.TypeMismatch,
                    $"{c.Name}.{property.Name} is {property.Type}{(property.IsArray ? "[]" : "")}.");
            bound.Add((property, typed));
        }
        return bound;
    }

    // What clients send and providers make is a few levels deep; an object that contains itself must not end the process.
    private const int MaxDepth = 64;

    /// <summary>
    /// True if the values are equal. A client sends back what it received: references and embedded instances come as new objects with the
    /// same content.
    /// </summary>
    public static bool Same(CimValue one, CimValue other, int depth = 0)
    {
        if (depth > MaxDepth)
            throw new CimException(CimStatus.QuotaViolation, $"Objects are nested more than {MaxDepth} levels deep.");
        if (one.AsInstance is not { } first || other.AsInstance is not { } second)
            return one.Equals(other)
                || (one is { IsNull: false, IsArray: false, Type: CimType.Reference } && !other.IsNull && one.KeyEquals(other));
        return Same(first, second, depth);
    }

    /// <summary>True if the instances are of one class and all values are equal.</summary>
    public static bool Same(CimInstance first, CimInstance second, int depth = 0)
    {
        if (!ReferenceEquals(first.Class, second.Class)) return false;
        for (var i = 0; i < first.Values.Length; i++)
            if (!Same(first[i], second[i], depth + 1)) return false;
        return true;
    }
}
