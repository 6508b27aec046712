namespace Sekimori.Cim.Model;

/// <summary>
/// The path of a class or instance: <c>\\host\root\cimv2:Class.Key="value",Other=1</c>, all but the class optional ([MS-WMI] 2.2.2,
/// [DSP0004] 8.2).
/// </summary>
/// <param name="ClassName">The class.</param>
/// <param name="Keys">The keys; empty for a class, and for a singleton.</param>
public sealed partial record CimObjectPath(string ClassName, IReadOnlyList<CimKey> Keys)
{
    // An association's keys are paths, and an association of associations has those within. Each level doubles the quoting, and whatever
    // reads a path recurses.
    private const int MaxDepth = 8;

    private readonly int _depth = DepthOf(Keys);

    /// <summary>The host; null if the path does not name one.</summary>
    public string? Host { get; init; }

    /// <summary>The namespace with forward slashes, <c>root/cimv2</c>; null if the path does not name one.</summary>
    public string? Namespace { get; init; }

    /// <summary>True for the one instance of a singleton, <c>Class=@</c>.</summary>
    public bool IsSingleton { get; init; }

    /// <summary>True if the path names a class, not an instance.</summary>
    public bool IsClass => Keys.Count == 0 && !IsSingleton;

    /// <summary>The path of a class.</summary>
    /// <param name="className">The class.</param>
    /// <returns>The path.</returns>
    public static CimObjectPath Class(string className) => new(className, []);

    /// <summary>The path of a singleton.</summary>
    /// <param name="className">The class.</param>
    /// <returns>The path.</returns>
    public static CimObjectPath Singleton(string className) => new(className, []) { IsSingleton = true };

    /// <summary>The path of an instance with one key.</summary>
    /// <param name="className">The class.</param>
    /// <param name="key">The key's name.</param>
    /// <param name="value">Its value.</param>
    /// <returns>The path.</returns>
    public static CimObjectPath Of(string className, string key, CimValue value) => new(className, [new CimKey(key, value)]);

    /// <summary>
    /// True if both name the same object. Names and strings are compared without case; host and namespace only if both paths name them.
    /// </summary>
    /// <param name="other">The other path.</param>
    /// <returns>True if they do.</returns>
    public bool Equals(CimObjectPath? other)
    {
        if (other is null || IsSingleton != other.IsSingleton || Keys.Count != other.Keys.Count || !Same(ClassName, other.ClassName)
            || !SameOrUnspecified(Namespace, other.Namespace) || !SameOrUnspecified(Host, other.Host))
            return false;
        foreach (var key in Keys)
            if (!other.TryGetKey(key.Name, out var value) || !value.KeyEquals(key.Value))
                return false;
        return true;
    }

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = StringComparer.OrdinalIgnoreCase.GetHashCode(ClassName);
        // The order of keys does not matter, nor the width of an integer: equal paths must have equal hashes.
        foreach (var key in Keys)
            hash ^= StringComparer.OrdinalIgnoreCase.GetHashCode(key.Value.ToString());
        return hash;
    }

    /// <summary>Finds a key.</summary>
    /// <param name="name">Its name, in any case; a lone unnamed key answers to every name.</param>
    /// <param name="value">Its value.</param>
    /// <returns>False if there is none.</returns>
    public bool TryGetKey(string name, out CimValue value)
    {
        foreach (var key in Keys)
            if (Same(key.Name, name) || (Keys.Count == 1 && (key.Name.Length == 0 || name.Length == 0)))
            {
                value = key.Value;
                return true;
            }
        value = default;
        return false;
    }

    /// <exception cref="CimException">References are nested too deeply (<see cref="CimStatus.InvalidObjectPath"/>).</exception>
    private static int DepthOf(IReadOnlyList<CimKey> keys)
    {
        var depth = 0;
        for (var i = 0; i < keys.Count; i++)
            if (keys[i].Value.AsReference is { } inner)
                depth = Math.Max(depth, inner._depth + 1);
        return depth <= MaxDepth
            ? depth
            : throw new CimException(CimStatus.InvalidObjectPath, $"References are nested more than {MaxDepth} levels deep.");
    }

    private static bool Same(string a, string b) => string.Equals(a, b, StringComparison.OrdinalIgnoreCase);

    private static bool SameOrUnspecified(string? a, string? b) => a is null || b is null || Same(a, b);
}
