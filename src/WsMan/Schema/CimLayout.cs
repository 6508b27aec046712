using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Sekimori.Cim.Model;

namespace Sekimori.WsMan.Schema;

/// <summary>
/// How the instances of one class are written under one prefix of resource URIs. Classes are few and never change, so layouts are created
/// once.
/// </summary>
internal sealed class CimLayout
{
    // A class that is no longer in use takes its layouts with it: those of a target behind the gateway come and go. Of one class there
    // is one for each prefix, and prefixes are those of namespaces.
    private static readonly ConditionalWeakTable<CimClass, ConcurrentDictionary<string, CimLayout>> Known = [];

    private CimLayout(CimClass definition, string prefix)
    {
        Class = definition;
        NamespaceUri = prefix + definition.Name;
        TypeName = "p:" + definition.Name + "_Type";
        // Windows writes properties by name, without case, and some clients rely on the order of arrays only.
        Properties = [.. definition.Properties.OrderBy(p => p.Name, StringComparer.OrdinalIgnoreCase)];
        Tags = Array.ConvertAll(Properties, p => new CimTags(p.Name));
    }

    /// <summary>The class.</summary>
    public CimClass Class { get; }

    /// <summary>The namespace of its elements: its resource URI.</summary>
    public string NamespaceUri { get; }

    /// <summary>The value of xsi:type ([DSP0230] 9.3).</summary>
    public string TypeName { get; }

    /// <summary>Its properties in the order in which they are written.</summary>
    public CimProperty[] Properties { get; }

    /// <summary>The tags of <see cref="Properties"/>, ready to be copied.</summary>
    public CimTags[] Tags { get; }

    /// <summary>The layout of a class.</summary>
    /// <param name="definition">The class.</param>
    /// <param name="prefix">What precedes the class's name in resource URIs. Not what the client sent: one of those that the service
    /// knows.</param>
    public static CimLayout Of(CimClass definition, string prefix) =>
        Known.GetValue(definition, static _ => new(StringComparer.Ordinal))
            .GetOrAdd(prefix, static (key, of) => new CimLayout(of, key), definition);
}
