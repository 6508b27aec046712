namespace Sekimori.WsMan.Faults;

/// <summary>An XML name in its namespace.</summary>
/// <param name="LocalName">The name without a prefix.</param>
/// <param name="NamespaceUri">The namespace, or the empty string.</param>
public readonly record struct QualifiedName(string LocalName, string NamespaceUri);
