using Sekimori.Cim.Model;
using Sekimori.Cim.Providers;
using Sekimori.Cim.SystemClasses;

namespace Sekimori.Cim.Schema;

/// <summary>Gathers providers and classes by namespace and makes the object manager of them.</summary>
public sealed class ObjectManagerBuilder
{
    private readonly Dictionary<string, (List<ICimProvider> Providers, List<CimClass> Classes)> _namespaces =
        new(StringComparer.OrdinalIgnoreCase);

    private const string Subscription = "root/subscription";

    private bool _hasSystem, _storeConsumers;

    /// <summary>What the object manager allows.</summary>
    internal CimLimits Limits { get; init; } = new();

    /// <summary>Where it gets the time from, for the providers' time limits.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>The name of this host, for __SERVER and __PATH; also the one host that paths may name.</summary>
    public string Host { get; init; } = "localhost";

    /// <summary>Adds a provider, its class and that class's superclasses.</summary>
    /// <param name="namespace">The namespace; it is created if it does not exist yet.</param>
    /// <param name="provider">The provider.</param>
    /// <returns>This builder.</returns>
    public ObjectManagerBuilder Add(string @namespace, ICimProvider provider)
    {
        In(@namespace).Providers.Add(provider);
        return this;
    }

    /// <summary>Adds a class without a provider.</summary>
    /// <param name="namespace">The namespace; it is created if it does not exist yet.</param>
    /// <param name="class">The class.</param>
    /// <returns>This builder.</returns>
    public ObjectManagerBuilder Add(string @namespace, CimClass @class)
    {
        In(@namespace).Classes.Add(@class);
        return this;
    }

    /// <summary>
    /// Adds what clients of WMI expect of every namespace: <c>__NAMESPACE</c>, <c>__SystemSecurity</c> and the classes of events; and the
    /// namespaces root/cimv2, root/default, root/subscription and <see cref="ObjectManager.Scratch"/>.
    /// </summary>
    /// <param name="storeConsumers">True if administrators may store event consumers. Nothing ever runs them.</param>
    /// <returns>This builder.</returns>
    public ObjectManagerBuilder AddSystem(bool storeConsumers = false)
    {
        (_hasSystem, _storeConsumers) = (true, storeConsumers);
        foreach (var name in (string[])["root/cimv2", "root/default", Subscription, ObjectManager.Scratch])
            In(name);
        return this;
    }

    /// <summary>Checks everything and makes the object manager. The namespace <c>root</c> is always there.</summary>
    /// <returns>The object manager.</returns>
    /// <exception cref="ArgumentException">What was added is inconsistent; the message tells where.</exception>
    public ObjectManager Build()
    {
        In("root");
        if (_hasSystem)
            AddSystemObjects();
        return new ObjectManager(_namespaces.Select(n => new CimNamespace(n.Key, n.Value.Providers, n.Value.Classes)), Limits, Time, Host);
    }

    private void AddSystemObjects()
    {
        string[] names = [.. _namespaces.Keys];
        foreach (var name in names)
        {
            var (providers, classes) = In(name);
            classes.AddRange(SystemClass.All);
            providers.Add(new NamespaceProvider(name, names));
            providers.Add(new SecurityProvider());
        }
        var refusal = _storeConsumers
            ? null
            : "Event consumers are not stored on this host (wmi: store-consumers). Stored ones would not run either.";
        foreach (var c in ConsumerClass.All)
            In(Subscription).Providers.Add(new StoredObjects(c, Limits, refusal));
    }

    private (List<ICimProvider> Providers, List<CimClass> Classes) In(string name)
    {
        name = CimNamespace.NormalizeName(name);
        if (!_namespaces.TryGetValue(name, out var entry))
            _namespaces[name] = entry = ([], []);
        return entry;
    }
}
