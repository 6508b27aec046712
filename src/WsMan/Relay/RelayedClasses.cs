using System.Collections.Immutable;
using Sekimori.Cim.Schema;
using Sekimori.Cim.Wql;
using Sekimori.WsMan.Addressing;
using Sekimori.WsMan.Enumeration;
using Sekimori.WsMan.Faults;
using Sekimori.WsMan.Schema;

namespace Sekimori.WsMan.Relay;

/// <summary>
/// The classes of CIM that a request names. The service behind the gateway knows which classes derive from them; the gateway does not.
/// </summary>
internal static class RelayedClasses
{
    // [DSP0004] 7.2: a letter or underscore, then letters, digits, underscores.
    private const int LongestName = 256;

    /// <summary>True if the resource is an object of CIM.</summary>
    public static bool IsCim(string uri) => ResourceUri.Matches(uri) || uri.Contains("/cim-schema/", StringComparison.OrdinalIgnoreCase);

    /// <summary>The class of a URI; null if it names all classes.</summary>
    /// <exception cref="WsManFaultException">What stands in its place is no name of a class: another reader could see another.</exception>
    public static string? OfUri(RequestHeaders headers)
    {
        if (headers.ResourceUri == ResourceUri.CimXmlClasses)
            return headers.FindSelector("ClassName")?.Value is { Length: > 0 } chosen ? Checked(chosen) : null;
        var name = headers.ResourceUri[(headers.ResourceUri.LastIndexOf('/') + 1)..];
        return name == "*" ? null : Checked(name);
    }

    /// <summary>Adds the classes of a filter.</summary>
    /// <returns>False if it may reach classes that it does not name.</returns>
    public static bool TryAdd(EnumerationFilter filter, ImmutableArray<string>.Builder classes)
    {
        // [DSP0226] E: selectors choose among the instances of the resource's class.
        if (filter.Dialect == WellKnown.DialectSelector) return true;
        if (filter.Dialect is not (WellKnown.DialectWql or WellKnown.DialectAssociation)) return false;
        try
        {
            switch (WqlParser.Parse(filter.Text, new CimLimits()))
            {
                case WqlQuery.Select select:
                    classes.Add(select.ClassName);
                    return !select.IsSchema;
                case WqlQuery.Related related:
                    classes.AddRange(new[] { related.Path.ClassName, related.AssocClass, related.ResultClass }.OfType<string>()
                        .Where(name => name.Length > 0));
                    return false;
                default: return false;
            }
        }
        catch (WqlException)
        {
            return false;
        }
    }

    /// <summary>Compares the action of a method with the resource: the class must be the same ([DSP0230] 10.3).</summary>
    /// <returns>The method.</returns>
    /// <exception cref="WsManFaultException">It is another resource's, or no method.</exception>
    public static string MethodOf(RequestHeaders headers, string className)
    {
        var action = headers.Action;
        var slash = action.LastIndexOf('/');
        var method = action[(slash + 1)..];
        return slash > 0 && IsName(method) && action[..slash].EndsWith("/" + className, StringComparison.OrdinalIgnoreCase)
            && IsCim(action)
            ? method
            : throw new WsManFaultException(Fault.ActionNotSupported(action));
    }

    private static string Checked(string name) => IsName(name)
        ? name
        : throw new WsManFaultException(Fault.InvalidResourceUri("The resource URI does not end in the name of a class."));

    private static bool IsName(string text) => text.Length is > 0 and <= LongestName
        && (char.IsLetter(text[0]) || text[0] == '_') && text.All(letter => char.IsLetterOrDigit(letter) || letter == '_');
}
