using Sekimori.Cim.Model;

namespace Sekimori.Cim.Wql;

/// <summary>Where a condition finds a value: a property of the row, one of an embedded instance, or a system property.</summary>
internal abstract class WqlSource(string name, CimType type, bool isArray = false)
{
    public string Name => name;

    public CimType Type => type;

    public bool IsArray => isArray;

    /// <summary>How many steps of the budget evaluating a condition on it takes. One step is a nanosecond or two.</summary>
    public abstract int Cost { get; }

    public abstract CimValue Read(in WqlRow row);

    public sealed class Own(CimProperty property) : WqlSource(property.Name, property.Type, property.IsArray)
    {
        public CimProperty Property => property;

        public override int Cost => 8;

        public override CimValue Read(in WqlRow row) => row.Instance![property.Index];
    }

    public sealed class Embedded(WqlSource outer, CimProperty property) : WqlSource(property.Name, property.Type, property.IsArray)
    {
        public override int Cost { get; } = outer.Cost + 8;

        public override CimValue Read(in WqlRow row) => outer.Read(row).AsInstance is { } inner ? inner[property.Name] : default;
    }

    public sealed class Computed(string name, CimType type, Func<WqlRow, CimValue> read, bool isArray = false)
        : WqlSource(name, type, isArray)
    {
        // __PATH is made again for each comparison.
        public override int Cost => 256;

        public override CimValue Read(in WqlRow row) => read(row);
    }
}
