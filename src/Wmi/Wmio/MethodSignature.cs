using Sekimori.Cim.Model;

namespace Sekimori.Wmi.Wmio;

/// <summary>The parameters of a method as properties of the class __PARAMETERS ([MS-WMIO] 2.3.3).</summary>
internal static class MethodSignature
{
    /// <summary>The class of the parameters passed in.</summary>
    /// <param name="method">The method.</param>
    /// <returns>The class; null if there are none.</returns>
    public static CimClass? In(CimMethod method) => Make(method.Parameters.Where(p => p.IsIn), null);

    /// <summary>The class of the parameters passed out, the return value last.</summary>
    /// <param name="method">The method.</param>
    /// <returns>The class; null if there are none.</returns>
    public static CimClass? Out(CimMethod method) =>
        Make(method.Parameters.Where(p => p.IsOut), method.IsVoid ? null : method.ReturnType);

    private static CimClass? Make(IEnumerable<CimMethodParameter> parameters, CimType? returned)
    {
        var properties = new List<CimProperty>();
        foreach (var place in parameters)
            properties.Add(Property(place, properties.Count));
        if (returned is { } type)
            properties.Add(new()
            {
                Name = WireMethod.ReturnValue,
                Type = type,
                Origin = WireMethod.ParametersClass,
                Index = properties.Count,
                Qualifiers = [new("out", true)],
            });
        return properties.Count == 0 ? null : new(WireMethod.ParametersClass, null, properties, null, [new("abstract", true)]);
    }

    private static CimProperty Property(CimMethodParameter place, int index)
    {
        var qualifiers = new List<CimQualifier>();
        if (place.IsIn)
            qualifiers.Add(new("In", true));
        if (place.IsOut)
            qualifiers.Add(new("Out", true));
        qualifiers.AddRange(place.Parameter.Qualifiers);
        qualifiers.Add(new("ID", place.Id));
        return new()
        {
            Name = place.Parameter.Name,
            Type = place.Parameter.Type,
            IsArray = place.Parameter.IsArray,
            ReferenceClass = place.Parameter.ReferenceClass,
            Default = place.Parameter.Default,
            Origin = WireMethod.ParametersClass,
            Index = index,
            Qualifiers = qualifiers,
        };
    }
}
