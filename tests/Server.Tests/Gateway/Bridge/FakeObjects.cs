using Sekimori.Cim.Model;
using Sekimori.Cim.Providers;
using Sekimori.Cim.Wql;
using Sekimori.Gate.Gateway;
using Sekimori.Gate.Gateway.Bridge;
using Sekimori.Gate.Settings;

namespace Sekimori.Server.Tests.Gateway.Bridge;

/// <summary>The objects of a target that answers what a test says, and remembers what it was asked.</summary>
internal sealed class FakeObjects : RemoteObjects
{
    private readonly BridgeFailures _failures;

    public FakeObjects(Func<bool>? evaluatesClasses = null) : this(
        new TargetHost(new GatewayTarget { Name = "fake", Address = "198.51.100.1", Ports = [] }, new GatewaySettings()), evaluatesClasses)
    {
    }

    private FakeObjects(TargetHost target, Func<bool>? evaluatesClasses)
        : base(target, new TargetClasses(TimeProvider.System), evaluatesClasses ?? (() => false)) =>
        _failures = new(target, Logged.Add);

    /// <summary>The definitions that it answers with, by name.</summary>
    public Dictionary<string, CimClass> Classes { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The objects that it answers with.</summary>
    public List<CimInstance> Rows { get; } = [];

    /// <summary>What it was asked.</summary>
    public List<string> Asked { get; } = [];

    /// <summary>What the log of the gate says.</summary>
    public List<string> Logged { get; } = [];

    /// <summary>Open enumerations.</summary>
    public int Open { get; private set; }

    /// <summary>True if the rows never end.</summary>
    public bool IsEndless { get; set; }

    /// <summary>A class with text properties, the first of them the key.</summary>
    public static CimClass Class(string name, CimClass? superclass, params string[] properties) => new(name, superclass,
        properties.Select((property, index) => new CimProperty
        {
            Name = property, Type = CimType.String, Index = (superclass?.Properties.Count ?? 0) + index, Origin = name,
            IsKey = superclass is null && index == 0,
        }),
        [
            new() { Name = "Do", Origin = name, In = [new() { Name = "What", Type = CimType.String }] },
        ]);

    /// <summary>An instance with texts.</summary>
    public static CimInstance Row(CimClass definition, params string[] values)
    {
        var row = new CimInstance(definition);
        for (var i = 0; i < values.Length; i++) row[i] = values[i];
        return row;
    }

    protected override Task OpenAsync(string space, CancellationToken cancellationToken)
    {
        Asked.Add($"open {space}");
        return Task.CompletedTask;
    }

    protected override Task<CimClass?> LoadClassAsync(string space, string name, CancellationToken cancellationToken)
    {
        Asked.Add($"class {name}");
        return Task.FromResult(Classes.GetValueOrDefault(name));
    }

    protected override IAsyncEnumerable<CimClass> LoadClassesAsync(
        string space, string? superclass, bool isDeep, CancellationToken cancellationToken) => Classes.Values.ToAsyncEnumerable();

    protected override Task<CimInstance> LoadAsync(string space, CimObjectPath path, CancellationToken cancellationToken)
    {
        Asked.Add($"get {space}:{path}");
        return Task.FromResult(Rows[0]);
    }

    protected override IAsyncEnumerable<CimInstance> LoadAllAsync(
        string space, CimClass definition, CancellationToken cancellationToken)
    {
        Asked.Add($"all {definition.Name}");
        return RowsAsync(cancellationToken);
    }

    protected override IAsyncEnumerable<CimInstance> LoadQueryAsync(
        string space, WqlQuery query, CimObjectPath? path, CancellationToken cancellationToken)
    {
        Asked.Add(query is WqlQuery.Select select ? WqlPrinter.Print(select) : WqlPrinter.Print((WqlQuery.Related)query, path!));
        return RowsAsync(cancellationToken);
    }

    protected override Task<CimMethodResult> CallAsync(string space, CimObjectPath path, CimClass definition, CimMethod method,
        CimValue[] values, CancellationToken cancellationToken)
    {
        Asked.Add($"call {path} {method.Name}({string.Join(",", values)})");
        return Task.FromResult(new CimMethodResult(0u, []));
    }

    protected override Task StoreAsync(string space, CimObjectPath path, CimInstance instance, CancellationToken cancellationToken)
    {
        Asked.Add($"put {path}");
        return Task.CompletedTask;
    }

    protected override Task<CimObjectPath> MakeAsync(string space, CimInstance instance, CancellationToken cancellationToken)
    {
        Asked.Add($"make {instance}");
        return Task.FromResult(Rows[0].GetPath()!);
    }

    protected override Task RemoveAsync(string space, CimObjectPath path, CancellationToken cancellationToken)
    {
        Asked.Add($"remove {path}");
        return Task.CompletedTask;
    }

    protected override CimException? Translate(Exception failure) => _failures.Find(failure);

    protected override void CountOpen(int more) => Open += more;

    private async IAsyncEnumerable<CimInstance> RowsAsync(
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        do
        {
            foreach (var row in Rows)
            {
                await Task.Yield();
                cancellationToken.ThrowIfCancellationRequested();
                yield return row;
            }
        }
        while (IsEndless);
    }
}
