using System.Collections.Concurrent;
using Sekimori.Cim.Schema;
using Sekimori.Wmi.Wmio;

namespace Sekimori.Wmi.Operations;

/// <summary>The state that all connections to WMI share: the object manager, the limits, the encoders of each namespace.</summary>
/// <param name="manager">The object manager.</param>
/// <param name="limits">The limits.</param>
/// <param name="time">The clock.</param>
internal sealed class WmiService(ObjectManager manager, WmiLimits limits, TimeProvider time)
{
    // One entry for each namespace that exists.
    private readonly ConcurrentDictionary<string, WmioEncoders> _encoders = new(StringComparer.OrdinalIgnoreCase);

    public ObjectManager Manager => manager;

    public WmiLimits Limits => limits;

    public TimeProvider Time => time;

    public WmiBudget Budget { get; } = new(limits);

    /// <summary>Opens a namespace for a caller ([MS-WMI] 3.1.4.1.4).</summary>
    /// <param name="path">Its path, with or without a host: <c>//./root/cimv2</c>. The host is not compared: clients use any of its
    /// names.</param>
    /// <param name="caller">The caller.</param>
    public WmiNamespace Open(string? path, CimCaller caller)
    {
        if (string.IsNullOrEmpty(path))
            throw new WmiException(WbemStatus.InvalidParameter, "no namespace is named");
        if (path.Length > limits.MaxNamespaceLength)
            throw new WmiException(WbemStatus.QuotaViolation, "the path of the namespace is too long");
        var name = path.Replace('\\', '/');
        if (name.StartsWith("//", StringComparison.Ordinal))
            name = name.IndexOf('/', 2) is var end and > 0 ? name[end..] : "";
        var space = manager.GetNamespace(name, caller);
        return new(this, space.Name, _encoders.GetOrAdd(space.Name, static (n, host) => new WmioEncoders(host, n), manager.Host));
    }
}
