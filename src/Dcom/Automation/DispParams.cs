using System.Globalization;
using Sekimori.Ndr.Attributes;
using Sekimori.Observations;
using Sekimori.Rpc.Interfaces;

namespace Sekimori.Dcom.Automation;

/// <summary>DISPPARAMS ([MS-OAUT] 2.2.33): the arguments of a call, the last one first.</summary>
/// <param name="Arguments">rgvarg: first the named ones, then the others. Those by reference are empty here.</param>
/// <param name="Names">rgdispidNamedArgs: the DISPIDs of the named ones.</param>
/// <param name="Count">cArgs.</param>
/// <param name="NamedCount">cNamedArgs.</param>
[NdrStruct]
internal sealed partial record DispParams(
    [SizeIs("Count"), Range(0, AutomationLimits.MostArguments)] Variant?[]? Arguments,
    [SizeIs("NamedCount"), Range(0, AutomationLimits.MostArguments)] int[]? Names,
    uint Count, uint NamedCount) : IObserved
{
    /// <summary>Arguments without names.</summary>
    public static DispParams Of(Variant?[] reversed) => new(reversed.Length == 0 ? null : reversed, null, (uint)reversed.Length, 0);

    /// <summary>The arguments in their order, each with its number or, if it has a name, the DISPID of that.</summary>
    public void Observe(Fact fact, FactSet facts)
    {
        ArgumentNullException.ThrowIfNull(facts);
        if (Arguments is null) return;
        for (var i = Arguments.Length - 1; i >= 0; i--)
        {
            var name = i < Names?.Length ? Names[i] : Arguments.Length - 1 - i;
            if (Arguments[i] is { } argument)
                ArgumentFacts.Add(facts, name.ToString(CultureInfo.InvariantCulture), argument.Value is null ? null : argument.ToString());
        }
    }
}
