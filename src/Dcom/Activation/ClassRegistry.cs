using System.Collections.Concurrent;
using Sekimori.Rpc.Interfaces;

namespace Sekimori.Dcom.Activation;

/// <summary>The classes of a server ([MS-DCOM] 3.1.2.1: the CLSID table). Thread-safe.</summary>
public sealed class ClassRegistry
{
    private readonly ConcurrentDictionary<Guid, ComClass> _classes = new();
    private volatile bool _hasSlow;

    /// <summary>The interfaces of every class: what is served on the exporter's endpoint.</summary>
    public IReadOnlyList<RpcInterfaceInfo> Interfaces =>
        [.. _classes.Values.SelectMany(one => one.Interfaces).DistinctBy(info => info.Id.Uuid)];

    /// <summary>True if objects of every class are made in a moment.</summary>
    internal bool AreQuick => !_hasSlow;

    /// <summary>Adds a class.</summary>
    /// <exception cref="ArgumentException">There is one with this CLSID.</exception>
    public void Add(ComClass one)
    {
        ArgumentNullException.ThrowIfNull(one);
        if (!one.IsQuick) _hasSlow = true;
        if (!_classes.TryAdd(one.Clsid, one)) throw new ArgumentException($"there are two classes {one.Clsid}", nameof(one));
    }

    /// <summary>The class with a CLSID; null if there is none.</summary>
    public ComClass? Find(Guid clsid) => _classes.GetValueOrDefault(clsid);
}
