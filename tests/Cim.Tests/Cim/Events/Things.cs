using Sekimori.Cim.Model;
using Sekimori.Cim.Providers;

namespace Sekimori.Cim.Tests.Events;

/// <summary>Instances that a test makes, changes and removes.</summary>
internal sealed class Things(string className = "T_Thing") : ICimProvider
{
    private readonly Dictionary<string, int> _all = new(StringComparer.Ordinal);

    public CimClass Class { get; } = new(className, Base,
        [Property("Name", 1, className, key: true), Property("Size", 2, className, CimType.UInt32)]);

    public static CimClass Base { get; } = new("T_Base", null, [Property("Caption", 0, "T_Base")], qualifiers: [new("abstract", true)]);

    public bool MayBlock => false;

    /// <summary>True to show each account only the things whose names begin with its own.</summary>
    public bool DependsOnCaller { get; set; }

    /// <summary>How often they were enumerated.</summary>
    public int Polls { get; private set; }

    public CimException? Failure { get; set; }

    public int this[string name]
    {
        set
        {
            lock (_all)
                _all[name] = value;
        }
    }

    public void Remove(string name)
    {
        lock (_all)
            _all.Remove(name);
    }

    public async IAsyncEnumerable<CimInstance> EnumerateAsync(ProviderRequest request)
    {
        await Task.Yield();
        Polls++;
        if (Failure is { } failure)
            throw failure;
        KeyValuePair<string, int>[] all;
        lock (_all)
            all = [.. _all];
        foreach (var (name, size) in all)
        {
            if (DependsOnCaller && !name.StartsWith(request.Caller.Account, StringComparison.Ordinal))
                continue;
            var instance = new CimInstance(Class);
            instance.Set("Name", name);
            instance.Set("Size", (uint)size);
            yield return instance;
        }
    }

    public ValueTask<CimInstance?> GetAsync(CimObjectPath path, ProviderRequest request) => default;

    public ValueTask<CimMethodResult> InvokeAsync(ProviderCall call) => throw new NotSupportedException();

    private static CimProperty Property(string name, int index, string origin, CimType type = CimType.String, bool key = false) =>
        new() { Name = name, Type = type, Index = index, Origin = origin, IsKey = key };
}
