using Sekimori.Cim.Model;
using Sekimori.Cim.Providers;
using Sekimori.Cim.Schema;
using Sekimori.Guard;

namespace Sekimori.Server.Tests.Guarding.Reading;

/// <summary>The classes that rules speak of most, in small: each provider records what it is asked, which is what a request did.</summary>
internal sealed class RecordedObjects
{
    private static readonly CimClass Element =
        new("CIM_ManagedElement", null, [P("CIM_ManagedElement", "Caption", 0)], qualifiers: [new("abstract", true)]);

    private static readonly CimClass ProcessBase =
        new("CIM_Process", Element, [P("CIM_Process", "Handle", 1)], qualifiers: [new("abstract", true)]);

    private static readonly CimClass Startup =
        new("Win32_ProcessStartup", null,
        [P("Win32_ProcessStartup", "Title", 0), P("Win32_ProcessStartup", "EnvironmentVariables", 1, array: true)]);

    private static readonly CimClass Process =
        new("Win32_Process", ProcessBase, [P("CIM_Process", "Handle", 1, key: true), P("Win32_Process", "CommandLine", 2)],
    [
        new CimMethod
        {
            Name = "Create", IsStatic = true, Origin = "Win32_Process",
            In = [In("CommandLine"), In("CurrentDirectory"), In("ProcessStartupInformation", CimType.Object, "Win32_ProcessStartup"),
                In("Words", array: true)],
            Out = [new CimParameter { Name = "ProcessId", Type = CimType.UInt32 }],
        },
        new CimMethod { Name = "Terminate", Origin = "Win32_Process", In = [In("Reason", CimType.UInt32)] },
    ]);

    private static readonly CimClass System = new("Win32_OperatingSystem", Element, [P("Win32_OperatingSystem", "Name", 1, key: true)]);

    private static readonly CimClass Service = new("Win32_Service", Element, [P("Win32_Service", "Name", 1, key: true)]);

    private static readonly CimClass Runs = new("Test_ServiceProcess", null,
        [P("Test_ServiceProcess", "Antecedent", 0, CimType.Reference, "Win32_Service", key: true),
        P("Test_ServiceProcess", "Dependent", 1, CimType.Reference, "Win32_Process", key: true)],
        qualifiers: [new("association", true)]);

    /// <summary>Stands before each value: no document of XML can hold it.</summary>
    public const char Mark = '\u001f';

    /// <summary>What was done, in words: "get Win32_Process", "invoke Win32_Process.Create", and each argument behind a mark.</summary>
    public List<string> Done { get; } = [];

    public ObjectManager Manager() => new ObjectManagerBuilder()
        .Add("root/cimv2", new Provider(Process, Done, Row(Process, "one", "1", "/bin/one"), Row(Process, "two", "2", "/bin/two")))
        .Add("root/cimv2", new Provider(System, Done, Row(System, "Linux", "Linux")))
        .Add("root/cimv2", new Provider(Service, Done, Row(Service, "sshd", "sshd")))
        .Add(
        "root/cimv2",
        new Provider(
        Runs, Done, Row(Runs, CimObjectPath.Of("Win32_Service", "Name", "sshd"), CimObjectPath.Of("Win32_Process", "Handle", "1"))))
        .Add("root/cimv2", Startup).Build();

    private static CimInstance Row(CimClass c, params CimValue[] values)
    {
        var row = new CimInstance(c);
        for (var i = 0; i < values.Length; i++) row[i] = values[i];
        return row;
    }

    private static CimProperty P(string origin, string name, int index, CimType type = CimType.String, string? target = null,
        bool key = false, bool array = false) =>
        new() { Name = name, Type = type, Index = index, Origin = origin, ReferenceClass = target, IsKey = key, IsArray = array };

    private static CimParameter In(string name, CimType type = CimType.String, string? target = null, bool array = false) =>
        new() { Name = name, Type = type, ReferenceClass = target, IsArray = array };

    private sealed class Provider(CimClass c, List<string> done, params CimInstance[] rows) : ICimProvider
    {
        public CimClass Class => c;

        public bool MayBlock => false;

        public async IAsyncEnumerable<CimInstance> EnumerateAsync(ProviderRequest request)
        {
            await ValueTask.CompletedTask;
            done.Add($"enumerate {c.Name}");
            foreach (var row in rows) yield return row;
        }

        public ValueTask<CimInstance?> GetAsync(CimObjectPath path, ProviderRequest request)
        {
            done.Add($"get {c.Name}");
            return new(Array.Find(rows, row => path.Equals(row.GetPath())));
        }

        public ValueTask<CimMethodResult> InvokeAsync(ProviderCall call)
        {
            done.Add(
                $"invoke {c.Name}.{call.Method.Name}" +
                $"{string.Concat(call.Method.In.Zip(call.Arguments, (parameter, value) => Describe(parameter.Name, value)))}");
            return new(new CimMethodResult(0u, call.Method.Out.Count == 0 ? [] : [4711u]));
        }

        public ValueTask PutAsync(ProviderChange change)
        {
            done.Add($"put {c.Name}{string.Concat(change.Changed.Select(p => Describe(p.Name, change.Instance[p.Index])))}");
            return default;
        }

        public ValueTask<CimObjectPath> CreateAsync(ProviderChange change)
        {
            done.Add($"create {c.Name}{string.Concat(change.Changed.Select(p => Describe(p.Name, change.Instance[p.Index])))}");
            return new(change.Instance.GetPath() ?? throw new CimException(CimStatus.InvalidParameter, "It has no key."));
        }

        public ValueTask DeleteAsync(CimObjectPath path, Caller caller, CancellationToken cancellationToken)
        {
            done.Add($"delete {c.Name}");
            return default;
        }

        // As facts have them: "name=value", what is inside an object as "name.property=value".
        private static string Describe(string name, CimValue value)
        {
            if (value.IsNull) return "";
            if (value.AsArray is { } array) return string.Concat(array.Elements.ToArray().Select(element => Describe(name, element)));
            return value.AsInstance is { } inner
                ? string.Concat(inner.Class.Properties.Select(p => Describe($"{name}.{p.Name}", inner[p.Index])))
                : $"{Mark}{name}={value}";
        }
    }
}
