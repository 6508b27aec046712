using Sekimori.Cim.Model;

namespace Sekimori.Cim.Wql;

/// <summary>Where a condition finds a value: a property of the row, one of an embedded instance, or a system property.</summary>
internal abstract class WqlSource(string name, CimType type, bool isArray = false)
{
    public string Name => name;

    public CimType Type => type;

    public bool IsArray => isArray;

    public abstract CimValue Read(in WqlRow row);

    public sealed class Own(CimProperty property) : WqlSource(property.Name, property.Type, property.IsArray)
    {
        public CimProperty Property => property;

        public override CimValue Read(in WqlRow row) => row.Instance![property.Index];
    }

    public sealed class Embedded(WqlSource outer, CimProperty property) : WqlSource(property.Name, property.Type, property.IsArray)
    {
        public override CimValue Read(in WqlRow row) => outer.Read(row).AsInstance is { } inner ? inner[property.Name] : default;
    }

    public sealed class Computed(string name, CimType type, Func<WqlRow, CimValue> read, bool isArray = false) : WqlSource(name, type, isArray)
    {
        public override CimValue Read(in WqlRow row) => read(row);
    }
}
