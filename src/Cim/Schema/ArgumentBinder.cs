using Sekimori.Cim.Model;

namespace Sekimori.Cim.Schema;

/// <summary>Checks arguments against a method's parameters: known names, each once, the right types, all required ones given.</summary>
internal static class ArgumentBinder
{
    public static CimValue[] Bind(CimClass c, CimMethod method, IReadOnlyList<KeyValuePair<string, CimValue>> arguments)
    {
        var values = new CimValue[method.In.Count];
        var given = new bool[values.Length];
        foreach (var (name, value) in arguments)
        {
            var index = IndexOf(method, name);
            if (index < 0)
                throw Wrong(c, method, $"has no parameter {CimNamespace.Shown(name)}");
            if (given[index])
                throw Wrong(c, method, $"has a repeated {method.In[index].Name}");
            given[index] = true;
            var parameter = method.In[index];
            if (value.IsNull)
                continue;
            var fits = parameter.IsArray
                ? Coerce.TryArray(parameter.Type, value, out values[index])
                : Coerce.TryScalar(parameter.Type, value, out values[index]);
            if (!fits || (parameter.Type == CimType.Object && !IsA(values[index], parameter.ReferenceClass)))
                throw Wrong(
                    c, method,
                    $"wants {parameter.Name} as {parameter.ReferenceClass ?? parameter.Type.ToString()}{(parameter.IsArray ? "[]" : "")}");
        }
        for (var i = 0; i < values.Length; i++)
            if (values[i].AsInstance is { } embedded)
                values[i] = Typed(embedded);
        for (var i = 0; i < values.Length; i++)
            if (values[i].IsNull)
                values[i] = method.In[i].Default;
        for (var i = 0; i < values.Length; i++)
            if (method.In[i].IsRequired && values[i].IsNull)
                throw Wrong(c, method, $"needs {method.In[i].Name}");
        return values;
    }

    // The protocols make plain instances; the method's code needs the C# type of the class.
    private static CimInstance Typed(CimInstance instance)
    {
        if (instance.Class.Factory is null || instance.GetType() != typeof(CimInstance))
            return instance;
        var typed = instance.Class.CreateInstance();
        for (var i = 0; i < instance.Values.Length; i++)
            typed[i] = instance[i];
        return typed;
    }

    private static int IndexOf(CimMethod method, string name)
    {
        for (var i = 0; i < method.In.Count; i++)
            if (string.Equals(method.In[i].Name, name, StringComparison.OrdinalIgnoreCase))
                return i;
        return -1;
    }

    private static bool IsA(CimValue value, string? className) =>
        className is null || value.IsArray || value.AsInstance is { } instance && instance.Class.IsA(className);

    private static CimException Wrong(CimClass c, CimMethod method, string what) =>
        new(CimStatus.InvalidMethodParameters, $"{c.Name}.{method.Name} {what}.");
}
