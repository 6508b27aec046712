namespace Sekimori.Cim.Model;

/// <summary>A parameter at its place in a method's signature.</summary>
/// <param name="Parameter">The parameter; one that goes both ways as <see cref="CimMethod.In"/> has it.</param>
/// <param name="Id">Its place over in and out together: the ID qualifier.</param>
/// <param name="IsIn">True if it is passed in.</param>
/// <param name="IsOut">True if it is passed out.</param>
internal readonly record struct CimMethodParameter(CimParameter Parameter, int Id, bool IsIn, bool IsOut)
{
    /// <summary>The signature of a method. Parameters without an own place follow those before them in their list, in before out.</summary>
    internal static IReadOnlyList<CimMethodParameter> Of(CimMethod method)
    {
        var all = new List<CimMethodParameter>(method.In.Count + method.Out.Count);
        foreach (var parameter in method.In)
            all.Add(new CimMethodParameter(parameter, parameter.Id ?? Next(all), true, false));
        foreach (var parameter in method.Out)
        {
            var both = all.FindIndex(known => known.IsIn && !known.IsOut
                && string.Equals(known.Parameter.Name, parameter.Name, StringComparison.OrdinalIgnoreCase));
            if (both >= 0)
                all[both] = all[both] with { IsOut = true };
            else
                all.Add(new CimMethodParameter(parameter, parameter.Id ?? Next(all), false, true));
        }
        // Stable: a sender may give one place twice.
        return [.. all.OrderBy(p => p.Id)];
    }

    private static int Next(List<CimMethodParameter> all) => all.Count == 0 ? 0 : all.Max(p => p.Id) + 1;
}
