using System.Collections.Concurrent;
using Sekimori.Cim.Schema;
using Sekimori.Wmi.Wmio;

namespace Sekimori.Wmi.Operations;

/// <summary>The state that connections to WMI share: the source of objects, the limits, the encoders of each namespace.</summary>
/// <param name="source">Answers for the objects; null where each login has its own.</param>
/// <param name="limits">The limits.</param>
/// <param name="time">The clock.</param>
internal sealed class WmiService(IObjectSource? source, WmiLimits limits, TimeProvider time)
{
    // One entry for each namespace that exists. A gate cannot know which exist at its target: it begins again with a new login.
    private readonly ConcurrentDictionary<string, WmioEncoders> _encoders = new(StringComparer.OrdinalIgnoreCase);

    public IObjectSource Source => source ?? throw new InvalidOperationException("each login has objects of its own");

    public WmiLimits Limits => limits;

    public TimeProvider Time => time;

    public WmiBudget Budget { get; private init; } = new(limits);

    /// <summary>The same with other objects, and with the limits of this one.</summary>
    public WmiService With(IObjectSource other) => new(other, limits, time) { Budget = Budget };

    /// <summary>Opens a namespace for a caller ([MS-WMI] 3.1.4.1.4).</summary>
    /// <param name="path">Its path, with or without a host: <c>//./root/cimv2</c>. The host is not compared: clients use any of its
    /// names.</param>
    /// <param name="caller">The caller.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public async ValueTask<WmiNamespace> OpenAsync(string? path, CimCaller caller, CancellationToken cancellationToken)
    {
        if (string.IsNullOrEmpty(path))
            throw new WmiException(WbemStatus.InvalidParameter, "no namespace is named");
        if (path.Length > limits.MaxNamespaceLength)
            throw new WmiException(WbemStatus.QuotaViolation, "the path of the namespace is too long");
        var name = path.Replace('\\', '/');
        if (name.StartsWith("//", StringComparison.Ordinal))
            name = name.IndexOf('/', 2) is var end and > 0 ? name[end..] : "";
        var space = await Source.FindNamespaceAsync(name, caller, cancellationToken).ConfigureAwait(false);
        return new(this, space, _encoders.GetOrAdd(space, static (n, host) => new WmioEncoders(host, n), Source.Host));
    }
}
