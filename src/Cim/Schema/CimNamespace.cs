using System.Collections.Concurrent;
using Sekimori.Cim.Model;
using Sekimori.Cim.Providers;

namespace Sekimori.Cim.Schema;

/// <summary>A namespace: its classes and who answers for them. Immutable.</summary>
internal sealed class CimNamespace
{
    private readonly Dictionary<string, CimClass> _classes;
    private readonly Dictionary<string, ICimProvider> _providers;
    private readonly Dictionary<string, CimClass[]> _children;
    // Filled when classes are requested: never larger than the number of classes.
    private readonly ConcurrentDictionary<CimClass, ICimProvider[]> _families = new();

    /// <summary>Makes a namespace; the superclasses of the given classes are added to it too.</summary>
    /// <param name="name">Its name, <c>root/cimv2</c>.</param>
    /// <param name="providers">The providers.</param>
    /// <param name="classes">Classes without a provider.</param>
    /// <exception cref="ArgumentException">Two different classes of one name, two providers for one class, a provider for an abstract
    /// class, a class with a provider but without a key, or a reference to a class that is not here.</exception>
    public CimNamespace(string name, IEnumerable<ICimProvider> providers, IEnumerable<CimClass>? classes = null)
    {
        Name = NormalizeName(name);
        var byName = new Dictionary<string, CimClass>(StringComparer.OrdinalIgnoreCase);
        var byClass = new Dictionary<string, ICimProvider>(StringComparer.OrdinalIgnoreCase);
        foreach (var provider in providers)
        {
            var c = provider.Class;
            Add(byName, c);
            if (c.IsAbstract)
                throw new ArgumentException($"{c.Name} is abstract and cannot have a provider.", nameof(providers));
            if (c.KeyProperties.Count == 0 && !c.IsSingleton)
                throw new ArgumentException($"{c.Name} has a provider and no key.", nameof(providers));
            if (!byClass.TryAdd(c.Name, provider))
                throw new ArgumentException($"{c.Name} has two providers.", nameof(providers));
        }
        foreach (var c in classes ?? [])
            Add(byName, c);
        foreach (var c in byName.Values)
            foreach (var property in c.Properties)
                if (property.ReferenceClass is { } target && !byName.ContainsKey(target))
                    throw new ArgumentException($"{c.Name}.{property.Name} refers to {target}, which is not in {Name}.", nameof(providers));
        _classes = byName;
        _providers = byClass;
        _children = byName.Values.Where(c => c.Superclass is not null).GroupBy(c => c.Superclass!.Name, StringComparer.OrdinalIgnoreCase)
            .ToDictionary(g => g.Key, g =>
            g.OrderBy(c => c.Name, StringComparer.OrdinalIgnoreCase).ToArray(), StringComparer.OrdinalIgnoreCase);
        Classes = [.. _classes.Values.OrderBy(c => c.Name, StringComparer.OrdinalIgnoreCase)];
        Associations = [.. Classes.Where(c => c.IsAssociation && _providers.ContainsKey(c.Name))];
    }

    /// <summary>Its name, with forward slashes.</summary>
    public string Name { get; }

    /// <summary>Every class, by name.</summary>
    public IReadOnlyList<CimClass> Classes { get; }

    /// <summary>The associations that have instances.</summary>
    internal IReadOnlyList<CimClass> Associations { get; }

    /// <summary>Brings a name into the form that is compared: forward slashes, none at the ends.</summary>
    /// <param name="name">A namespace's name.</param>
    /// <returns>The form that is compared.</returns>
    public static string NormalizeName(string name) => name.Replace('\\', '/').Trim('/');

    /// <summary>Finds a class.</summary>
    /// <param name="name">Its name, in any case.</param>
    /// <returns>The class, or null.</returns>
    public CimClass? FindClass(string name) => _classes.GetValueOrDefault(name);

    /// <summary>Finds a class.</summary>
    /// <param name="name">Its name, in any case.</param>
    /// <returns>The class.</returns>
    /// <exception cref="CimException">There is none (<see cref="CimStatus.InvalidClass"/>).</exception>
    public CimClass GetClass(string name) =>
        FindClass(name) ?? throw new CimException(CimStatus.InvalidClass, $"No class {Shown(name)} in {Name}.");

    /// <summary>A class and all that derive from it, each before its own subclasses.</summary>
    /// <param name="root">The class.</param>
    /// <returns>The classes.</returns>
    public IEnumerable<CimClass> Family(CimClass root)
    {
        var next = new Stack<CimClass>([root]);
        while (next.TryPop(out var c))
        {
            yield return c;
            var children = _children.GetValueOrDefault(c.Name) ?? [];
            for (var i = children.Length - 1; i >= 0; i--)
                next.Push(children[i]);
        }
    }

    /// <summary>The providers of a class and of all that derive from it, in the order of <see cref="Family"/>.</summary>
    internal ICimProvider[] ProvidersOf(CimClass root) =>
        _families.GetOrAdd(root, static (c, space) => [.. space.Family(c).Select(space.FindProvider).OfType<ICimProvider>()], this);

    /// <summary>Every provider.</summary>
    internal IReadOnlyCollection<ICimProvider> Providers => _providers.Values;

    internal ICimProvider? FindProvider(CimClass c) => _providers.GetValueOrDefault(c.Name);

    // Text from a client is shortened before it goes into messages and logs.
    internal static string Shown(string name) => name.Length <= 64 ? name : name[..64] + "…";

    private static void Add(Dictionary<string, CimClass> byName, CimClass added)
    {
        for (var c = added; c is not null; c = c.Superclass)
        {
            if (byName.TryGetValue(c.Name, out var other) && !ReferenceEquals(other, c))
                throw new ArgumentException($"Two different classes are named {c.Name}.", nameof(byName));
            byName[c.Name] = c;
        }
    }
}
