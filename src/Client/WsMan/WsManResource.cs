using Sekimori.WsMan.Addressing;

namespace Sekimori.Client.WsMan;

/// <summary>What an operation is about: a resource, and the keys of one of its instances.</summary>
/// <param name="Uri">The resource URI.</param>
/// <param name="Selectors">The keys; empty for a class, or a resource that has one instance only.</param>
public sealed record WsManResource(string Uri, IReadOnlyList<Selector> Selectors)
{
    private const string WmiPrefix = "http://schemas.microsoft.com/wbem/wsman/1/wmi/";

    /// <summary>winrm/config.</summary>
    public static WsManResource Config { get; } = new("http://schemas.microsoft.com/wbem/wsman/1/config", []);

    /// <summary>
    /// Reads a resource as people write it: <c>Win32_Process</c>, <c>root/cimv2/Win32_Process</c>, <c>winrm/config</c>, or a whole URI.
    /// </summary>
    public static WsManResource Parse(string text, params IReadOnlyList<Selector> selectors) => new(
        text switch
        {
            _ when text.Contains("://", StringComparison.Ordinal) => text,
            _ when text.StartsWith("winrm/", StringComparison.OrdinalIgnoreCase) =>
                "http://schemas.microsoft.com/wbem/wsman/1/" + text["winrm/".Length..],
            _ when text.Contains('/', StringComparison.Ordinal) => WmiPrefix + text,
            _ => WmiPrefix + "root/cimv2/" + text,
        },
        selectors);

    /// <summary>All classes of a namespace: what a WQL query is asked of.</summary>
    public static WsManResource Query(string cimNamespace = "root/cimv2") => new(WmiPrefix + cimNamespace + "/*", []);
}
