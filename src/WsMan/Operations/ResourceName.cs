namespace Sekimori.WsMan.Operations;

/// <summary>
/// A URI that a resource serves, or the beginning of many. Letter case is ignored ([MS-WSMV] 3.1.4.1.1), unless it says otherwise.
/// </summary>
/// <param name="Uri">The URI.</param>
/// <param name="IsPrefix">True for everything that begins with it.</param>
/// <param name="IsExact">True if letter case counts.</param>
internal readonly record struct ResourceName(string Uri, bool IsPrefix = false, bool IsExact = false)
{
    /// <summary>A whole URI.</summary>
    public static implicit operator ResourceName(string uri) => new(uri);

    /// <summary>Everything that begins with a URI.</summary>
    public static ResourceName Below(string prefix) => new(prefix, IsPrefix: true);

    /// <summary>True if it names the URI.</summary>
    public bool Matches(string uri) => IsPrefix ? uri.StartsWith(Uri, Comparison) : uri.Equals(Uri, Comparison);

    private StringComparison Comparison => IsExact ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase;
}
