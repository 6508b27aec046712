namespace Sekimori.Client.WsMan.Messages;

/// <summary>Names of namespaces and classes are compared without case ([DSP0004] 5.1.2.2).</summary>
internal sealed class ClassNameComparer : IEqualityComparer<(string Namespace, string Name)>
{
    internal static ClassNameComparer Instance { get; } = new();

    public bool Equals((string Namespace, string Name) x, (string Namespace, string Name) y) =>
        x.Namespace.Equals(y.Namespace, StringComparison.OrdinalIgnoreCase) && x.Name.Equals(y.Name, StringComparison.OrdinalIgnoreCase);

    public int GetHashCode((string Namespace, string Name) name) =>
        HashCode.Combine(StringComparer.OrdinalIgnoreCase.GetHashCode(name.Namespace),
        StringComparer.OrdinalIgnoreCase.GetHashCode(name.Name));
}
