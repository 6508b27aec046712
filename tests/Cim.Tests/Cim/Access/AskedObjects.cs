using Sekimori.Cim.Model;
using Sekimori.Cim.Schema;

namespace Sekimori.Cim.Tests.Access;

/// <summary>Classes with everything that a question can be about: a family, embedded objects, methods at both ends of it, and associations
/// with declared and undeclared ends.</summary>
internal static class AskedObjects
{
    public const string Space = "root/asked";

    /// <summary>Where T_Process holds its embedded object.</summary>
    public const int StartupOf = 2;

    private static readonly CimMethod _describe = new() { Name = "Describe", Origin = "T_Element" };

    private static readonly CimMethod _spawn = new()
    {
        Name = "Spawn", Origin = "T_Process", IsStatic = true,
        In = [In("Startup", CimType.Object, "T_Startup"), In("Parent", CimType.Reference), In("Others", CimType.Reference, array: true)],
        Out = [new CimParameter { Name = "Given", Type = CimType.Object, ReferenceClass = "T_Startup" }],
    };

    private static readonly CimClass _element =
        new("T_Element", null, [P("T_Element", "Caption", 0)], [_describe], [new("abstract", true)]);
    private static readonly CimClass _startup = new("T_Startup", null, [P("T_Startup", "Show", 0)]);
    private static readonly CimClass _special = new("T_SpecialStartup", _startup, [P("T_SpecialStartup", "Owner", 1, CimType.Reference)]);
    private static readonly CimClass _process = new("T_Process", _element,
        [P("T_Process", "Handle", 1, key: true), P("T_Process", "Startup", StartupOf, CimType.Object, "T_Startup"),
            P("T_Process", "Parent", 3, CimType.Reference)], [_spawn]);
    private static readonly CimClass _service = new("T_Service", _element, [P("T_Service", "Name", 1, key: true)]);
    private static readonly CimClass _runs = Association("T_Runs", "T_Service", "T_Process");
    private static readonly CimClass _any = Association("T_Any", "T_Element", "T_Element");

    /// <summary>The object manager; what its providers are asked goes to the list.</summary>
    public static ObjectManager Make(List<string> calls, bool blocks, CimLimits? limits = null)
    {
        var startup = Row(_special, "x", CimObjectPath.Of("T_Service", "Name", "s"));
        var (process, service) = (CimObjectPath.Of("T_Process", "Handle", "1"), CimObjectPath.Of("T_Service", "Name", "s"));
        return new ObjectManagerBuilder { Limits = limits ?? new CimLimits() }
            .Add(
            Space, new RecordingProvider(_process, calls, blocks, Row(_process, "one", "1", startup), Row(_process, "two", "2", startup)))
            .Add(Space, new RecordingProvider(_service, calls, blocks, Row(_service, "s", "s")))
            .Add(
            Space,
            new RecordingProvider(_runs, calls, blocks, Row(_runs, service, process),
            Row(_runs, service, CimObjectPath.Of("T_Process", "Handle", "2"))))
            .Add(Space, new RecordingProvider(_any, calls, blocks, Row(_any, process, service), Row(_any, process, process)))
            .Add(Space, _startup).Add(Space, _special).Build();
    }

    public static CimInstance Special() => Row(_special, "given", CimObjectPath.Of("T_Service", "Name", "s"));

    private static CimClass Association(string name, string left, string right) => new(name, null,
        [P(name, "Left", 0, CimType.Reference, left, key: true), P(name, "Right", 1, CimType.Reference, right, key: true)],
        qualifiers: [new("association", true)]);

    private static CimInstance Row(CimClass c, params CimValue[] values)
    {
        var row = new CimInstance(c);
        for (var i = 0; i < values.Length; i++)
            row[i] = values[i];
        return row;
    }

    private static CimProperty P(string origin, string name, int index, CimType type = CimType.String, string? target = null,
        bool key = false) =>
        new() { Name = name, Type = type, Index = index, Origin = origin, ReferenceClass = target, IsKey = key };

    private static CimParameter In(string name, CimType type, string? target = null, bool array = false) =>
        new() { Name = name, Type = type, ReferenceClass = target, IsArray = array };
}
