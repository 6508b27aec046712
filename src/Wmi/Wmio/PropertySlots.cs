using Sekimori.Cim.Model;

namespace Sekimori.Wmi.Wmio;

/// <summary>The properties of a class, or of a projection of it, at their places. Made once for a class and projection.</summary>
internal sealed class PropertySlots
{
    public static readonly PropertySlots Empty = new(null, null);

    public PropertySlots(CimClass? @class, IReadOnlyList<CimProperty>? selected)
    {
        var properties = selected ?? @class?.Properties ?? [];
        All = new PropertySlot[properties.Count];
        for (var i = 0; i < All.Length; i++)
        {
            // Values in the order of declaration: some peers read the table without offsets.
            All[i] = new PropertySlot(@class!, properties[i], i, ValuesSize, selected is not null);
            ValuesSize += All[i].Type.Size;
        }
        FlagsSize = WireProperty.TableSize(All.Length);
        // A projection has no place in the hierarchy ([MS-WMI] 2.2.4.1).
        Derivation = selected is null ? @class?.Derivation ?? [] : [];
        foreach (var qualifier in @class?.Qualifiers ?? [])
            ClassQualifiers.Add((qualifier, selected is null && !@class!.OwnQualifiers.Contains(qualifier)));
    }

    public PropertySlot[] All { get; }

    public IReadOnlyList<string> Derivation { get; }

    public List<(CimQualifier Qualifier, bool IsPropagated)> ClassQualifiers { get; } = [];

    public int FlagsSize { get; }

    public int ValuesSize { get; }
}
