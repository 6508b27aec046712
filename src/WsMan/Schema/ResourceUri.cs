using Sekimori.WsMan.Addressing;
using Sekimori.WsMan.Faults;
using Sekimori.WsMan.Operations;

namespace Sekimori.WsMan.Schema;

/// <summary>A parsed resource URI that names a CIM class ([MS-WSMV] 3.1.4.1.1, [DSP0227] 6.1).</summary>
/// <param name="Prefix">What precedes the class's name, with the last slash.</param>
/// <param name="Namespace">The CIM namespace, with forward slashes.</param>
/// <param name="ClassName">The class, or "*" for all that a query names.</param>
internal readonly record struct ResourceUri(string Prefix, string Namespace, string ClassName)
{
    /// <summary>Starts the URIs that hold the namespace.</summary>
    public const string WmiPrefix = "http://schemas.microsoft.com/wbem/wsman/1/wmi/";

    /// <summary>Starts the URIs of the DMTF's classes.</summary>
    public const string DmtfPrefix = "http://schemas.dmtf.org/wbem/wscim/1/cim-schema/2/";

    /// <summary>The URI of all classes, for queries ([DSP0227] 6.1).</summary>
    public const string AllClasses = "http://schemas.dmtf.org/wbem/wscim/1/*";

    /// <summary>The definitions of classes, in CIM-XML ([DSP0227] 15.3); the class and its namespace are selectors.</summary>
    public const string CimXmlClasses = "http://schemas.dmtf.org/wbem/cim-xml/2/cim-schema/2/*";

    /// <summary>
    /// The namespace of the DMTF's classes if no selector names another. Windows has root\hardware there; this service has root/cimv2.
    /// </summary>
    public const string DefaultNamespace = "root/cimv2";

    // [DSP0227] 6.3.
    private const string NamespaceSelector = "__cimnamespace";

    /// <summary>True if all classes are meant.</summary>
    public bool IsAllClasses => ClassName == "*";

    /// <summary>The URIs that name a class of CIM.</summary>
    public static IReadOnlyList<ResourceName> Names
    {
        get;
    } = [ResourceName.Below(WmiPrefix), ResourceName.Below(DmtfPrefix), new(AllClasses, IsExact: true)];

    /// <summary>True for URIs that name a class of CIM.</summary>
    public static bool Matches(string uri)
    {
        foreach (var name in Names)
        {
            if (name.Matches(uri)) return true;
        }

        return false;
    }

    /// <summary>The class that a URI names, without further parsing; null if it names none.</summary>
    public static string? NameOf(string uri) =>
        uri.LastIndexOf('/') is > 0 and var slash && uri[(slash + 1)..] is var name and not ("" or "*") ? name : null;

    /// <summary>Parses a URI.</summary>
    /// <exception cref="WsManFaultException">It names no class, or contradicts the namespace selector.</exception>
    public static ResourceUri Parse(string uri, IReadOnlyList<Selector> selectors)
    {
        string? asked = null;
        foreach (var selector in selectors)
        {
            if (IsNamespaceSelector(selector.Name)) asked = selector.Value.Replace('\\', '/').Trim('/');
        }
        // A class may be followed by a query or a fragment in no URI that clients send; the part after the last slash is the class.
        var slash = uri.LastIndexOf('/');
        var className = uri[(slash + 1)..];
        if (className.Length == 0) throw new WsManFaultException(Fault.InvalidResourceUri("The resource URI has no class name."));
        var prefix = uri[..(slash + 1)];
        if (!uri.StartsWith(WmiPrefix, StringComparison.OrdinalIgnoreCase))
        {
            var dmtf = uri == AllClasses ? DmtfPrefix : prefix;
            if (dmtf.Length != DmtfPrefix.Length)
                throw new WsManFaultException(Fault.InvalidResourceUri("The resource URI has more parts than a class."));
            return new ResourceUri(dmtf, string.IsNullOrEmpty(asked) ? DefaultNamespace : asked, className);
        }
        if (slash < WmiPrefix.Length) throw new WsManFaultException(Fault.InvalidResourceUri("The resource URI names no namespace."));
        var space = uri[WmiPrefix.Length..slash];
        // [MS-WSMV] 3.1.4.1.1 and its note 46: the selector may repeat the URI, not contradict it.
        if (asked is not null && !asked.Equals(space, StringComparison.OrdinalIgnoreCase))
            throw new WsManFaultException(
                Fault.InvalidSelectors($"{NamespaceSelector} and the resource URI name different namespaces.", FaultDetails.InvalidValue));
        return new ResourceUri(prefix, space, className);
    }

    /// <summary>True for the selector that names the namespace, and is not a key.</summary>
    public static bool IsNamespaceSelector(string name) => name.Equals(NamespaceSelector, StringComparison.OrdinalIgnoreCase);

    /// <summary>The URI of a class beside this one.</summary>
    public string UriOf(string className) => Prefix + className;
}
