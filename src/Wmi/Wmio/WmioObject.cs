using Sekimori.Cim.Model;

namespace Sekimori.Wmi.Wmio;

/// <summary>A decoded object: a class, or an instance with its class.</summary>
internal sealed class WmioObject
{
    /// <summary>The class; for an instance as the sender describes it, which can be a projection.</summary>
    public required CimClass Class { get; init; }

    /// <summary>The instance; null if the object is a class.</summary>
    public CimInstance? Instance { get; init; }

    /// <summary>The host where the object comes from; null if it is not decorated.</summary>
    public string? Host { get; init; }

    /// <summary>The namespace where the object comes from, as the sender writes it; null if it is not decorated.</summary>
    public string? Namespace { get; init; }

    /// <summary>True for a description of a query's result instead of a class ([MS-WMI] 2.2.4.1).</summary>
    public bool IsPrototype { get; init; }

    /// <summary>The layout of the instance's class, for instances that come without it; null if the object is a class.</summary>
    public ClassLayout? Layout { get; init; }

    /// <summary>True for the object without class that a client asks for before it defines one.</summary>
    public bool IsEmpty => Class.Name.Length == 0;
}
