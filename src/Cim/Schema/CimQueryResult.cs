using Sekimori.Cim.Model;

namespace Sekimori.Cim.Schema;

/// <summary>The answer to a query: instances as they come, or classes.</summary>
public sealed class CimQueryResult
{
    private static readonly IAsyncEnumerable<CimInstance> _none = AsyncEnumerable.Empty<CimInstance>();

    /// <summary>
    /// The class of a SELECT; null for ASSOCIATORS OF and REFERENCES OF, whose instances may be of many classes, and for schema queries.
    /// </summary>
    public CimClass? Class { get; init; }

    /// <summary>The classes that a schema query or ClassDefsOnly answers with; null if the answer is instances.</summary>
    public IReadOnlyList<CimClass>? Classes { get; init; }

    /// <summary>The instances. Reading them may throw <see cref="CimException"/>.</summary>
    public IAsyncEnumerable<CimInstance> Instances { get; init; } = _none;

    /// <summary>The properties that a SELECT names, in the order of the class; null for all.</summary>
    public IReadOnlyList<CimProperty>? Selected { get; init; }

    /// <summary>
    /// The names after SELECT as the query has them, system properties too and each as often as it is there; empty for *.
    /// </summary>
    internal IReadOnlyList<string> Named { get; init; } = [];

    /// <summary>True if only keys are requested (KeysOnly).</summary>
    public bool KeysOnly { get; init; }

    /// <summary>The properties of an instance that belong to the answer; others may be null without meaning so.</summary>
    /// <param name="class">The instance's class.</param>
    /// <returns>The properties, in the order of the class.</returns>
    public IReadOnlyList<CimProperty> PropertiesOf(CimClass @class) => Selected ?? (KeysOnly ? @class.KeyProperties : @class.Properties);
}
