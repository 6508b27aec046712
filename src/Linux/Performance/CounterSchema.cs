using Sekimori.Cim.Model;

namespace Sekimori.Linux.Performance;

/// <summary>
/// The classes of performance data. They are made from the lists of counters: a hundred properties of one form need no declaration each.
/// </summary>
internal static class CounterSchema
{
    private static readonly CimQualifier _abstract = new("abstract", true);

    private static readonly CimClass _statistics = new("CIM_StatisticalInformation", null,
        Properties("CIM_StatisticalInformation", 0, (CimType.String, ["Caption", "Description", "Name"])), null, [_abstract]);

    private static readonly CimClass _perf = new("Win32_Perf", _statistics,
        Properties(
        "Win32_Perf", 3,
        (CimType.UInt64,
        ["Frequency_Object", "Frequency_PerfTime", "Frequency_Sys100NS", "Timestamp_Object", "Timestamp_PerfTime", "Timestamp_Sys100NS"])),
        null, [_abstract]);

    private static readonly CimClass _raw = new("Win32_PerfRawData", _perf, [], null, [_abstract]);

    private static readonly CimClass _formatted = new("Win32_PerfFormattedData", _perf, [], null, [_abstract]);

    public static CimClass Raw(CounterSet set) => Make(set, _raw, "Win32_PerfRawData_" + set.Name, withBases: true);

    public static CimClass Formatted(CounterSet set) => Make(set, _formatted, "Win32_PerfFormattedData_" + set.Name, withBases: false);

    private static CimClass Make(CounterSet set, CimClass super, string name, bool withBases)
    {
        var properties = new List<CimProperty>();
        if (!set.IsSingleton)
            properties.Add(new CimProperty { Name = "Name", Type = CimType.String, Index = 2, Origin = _statistics.Name, IsKey = true });
        var index = super.Properties.Count;
        foreach (var counter in set.Counters)
        {
            properties.Add(new CimProperty
            {
                Name = counter.Name, Type = counter.Type, Index = index++, Origin = name,
                Qualifiers = [new("CounterKind", counter.Kind.ToString()), new("CounterType", counter.WindowsType)]
            });
            if (withBases && counter.HasBase)
                properties.Add(new CimProperty
                {
                    Name = counter.Name + "_Base", Type = counter.BaseType, Index = index++, Origin = name,
                    Qualifiers = [new("CounterType", counter.WindowsBaseType)]
                });
        }
        return new CimClass(name, super, properties, null, set.IsSingleton ? [new("singleton", true)] : []);
    }

    private static IEnumerable<CimProperty> Properties(string origin, int index, (CimType Type, string[] Names) list) =>
        list.Names.Select(n => new CimProperty { Name = n, Type = list.Type, Index = index++, Origin = origin });
}
