using Sekimori.Cim.Model;

namespace Sekimori.WsMan.Schema;

/// <summary>A property or argument as it is in XML, before anybody asks what its class is.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Value">Text, a reference, an interval, or null. Null if it is an object.</param>
/// <param name="ClassUri">The resource URI of its class, if it is an object.</param>
/// <param name="Members">What the object holds, if it is one.</param>
internal readonly record struct NamedValue(string Name, CimValue Value, string? ClassUri = null, IReadOnlyList<NamedValue>? Members = null);
