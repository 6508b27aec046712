using Sekimori.Rpc.Towers;

namespace Sekimori.Client.Rpc;

/// <summary>An element of a host's endpoint map.</summary>
/// <param name="Binding">Interface, protocol sequence and endpoint; null if the tower is of a unknown kind.</param>
/// <param name="Object">The object UUID; nil if the endpoint serves every object.</param>
/// <param name="Annotation">What the host calls it.</param>
public sealed record MappedEndpoint(TowerBinding? Binding, Guid Object, string Annotation);
