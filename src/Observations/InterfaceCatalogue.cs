using System.Collections.Concurrent;
using Sekimori.Guard.Policy;

namespace Sekimori.Observations;

/// <summary>
/// The one catalogue of RPC interfaces: names, documents and operations, from interfaces.txt beside this file, and whatever else is met.
/// Every command, policy, rule and record takes its names from here.
/// </summary>
internal static class InterfaceCatalogue
{
    /// <summary>How many unknown UUIDs are remembered: a sender can invent as many as it likes, and each costs about 200 bytes.</summary>
    private const int UnknownLimit = 65_536;

    private static readonly ConcurrentDictionary<Guid, RpcInterface> ByUuid = new();
    private static readonly Dictionary<string, RpcInterface[]> ByName;

    static InterfaceCatalogue()
    {
        Known = Load();
        foreach (var one in Known) ByUuid[one.Uuid] = one;
        ByName = Known.SelectMany(one => one.Aliases.Prepend(one.Name).Select(name => (Name: name, One: one)))
            .GroupBy(pair => pair.Name, pair => pair.One, StringComparer.OrdinalIgnoreCase)
            .ToDictionary(group => group.Key, group => group.ToArray(), StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>The catalogue's names, as policies read them.</summary>
    public static IInterfaceNames Names { get; } = new CatalogueNames();

    /// <summary>Every interface that was known from the start, by name.</summary>
    public static IReadOnlyList<RpcInterface> Known { get; }

    /// <summary>The interface with this UUID; one without a name where it is not in the catalogue.</summary>
    public static RpcInterface Get(Guid uuid)
    {
        if (ByUuid.TryGetValue(uuid, out var known)) return known;
        var unknown = new RpcInterface(uuid, "", []);
        return ByUuid.Count < UnknownLimit ? ByUuid.GetOrAdd(uuid, unknown) : unknown;
    }

    /// <summary>
    /// The interfaces with this name or alias in any case, several if versions of one have their own UUIDs; none if it is unknown.
    /// </summary>
    public static IReadOnlyList<RpcInterface> Find(string name) => ByName.TryGetValue(name, out var found) ? found : [];

    /// <summary>
    /// Adds an interface that this server offers. The catalogue's own entry stays where there is one; an entry without a name, which the
    /// first bind has made, gets the name.
    /// </summary>
    public static RpcInterface Add(Guid uuid, string name, IReadOnlyList<string?> operations) =>
        ByUuid.AddOrUpdate(uuid, _ => new RpcInterface(uuid, name, operations),
            (_, known) => known.Name.Length > 0 ? known : new RpcInterface(uuid, name, operations));

    private static List<RpcInterface> Load()
    {
        var known = new List<RpcInterface>();
        using var stream = typeof(InterfaceCatalogue).Assembly.GetManifestResourceStream("interfaces.txt")!;
        using var lines = new StreamReader(stream);
        while (lines.ReadLine() is { } line)
            if (line.Length > 0 && line[0] != '#') known.Add(RpcInterface.Parse(line));
        return known;
    }
}
