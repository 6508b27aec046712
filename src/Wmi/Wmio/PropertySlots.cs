using Sekimori.Cim.Model;

namespace Sekimori.Wmi.Wmio;

/// <summary>The properties of a class, or of a projection of it, at their places. Made once for a class and projection.</summary>
internal sealed class PropertySlots
{
    public static readonly PropertySlots Empty = new(null, null);

    /// <summary>Places properties.</summary>
    /// <param name="class">The class; null for none.</param>
    /// <param name="selected">The properties of a projection; null for all of the class.</param>
    /// <param name="hasDerivation">True if a projection names its superclasses all the same.</param>
    public PropertySlots(CimClass? @class, IReadOnlyList<CimProperty>? selected, bool hasDerivation = false)
    {
        var isDetached = selected is not null && !hasDerivation;
        var properties = selected ?? @class?.Properties ?? [];
        All = new PropertySlot[properties.Count];
        for (var i = 0; i < All.Length; i++)
        {
            // Values in the order of declaration: some peers read the table without offsets.
            All[i] = new PropertySlot(@class!, properties[i], i, ValuesSize, isDetached);
            ValuesSize += All[i].Type.Size;
        }
        FlagsSize = WireProperty.TableSize(All.Length);
        // A projection has no place in the hierarchy ([MS-WMI] 2.2.4.1).
        Derivation = isDetached ? [] : @class?.Derivation ?? [];
        foreach (var qualifier in @class?.Qualifiers ?? [])
            ClassQualifiers.Add((qualifier, !isDetached && !@class!.OwnQualifiers.Contains(qualifier)));
    }

    public PropertySlot[] All { get; }

    public IReadOnlyList<string> Derivation { get; }

    public List<(CimQualifier Qualifier, bool IsPropagated)> ClassQualifiers { get; } = [];

    public int FlagsSize { get; }

    public int ValuesSize { get; }
}
