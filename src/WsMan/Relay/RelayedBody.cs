using System.Collections.Immutable;
using System.Xml.Linq;
using Sekimori.Observations;
using Sekimori.WsMan.Operations;

namespace Sekimori.WsMan.Relay;

/// <summary>The body of a request that goes on to another service: the document itself, and what was read from it.</summary>
internal sealed class RelayedBody : IRequestBody
{
    // Facts of a body that no reader here knows: enough to see what it is about, and no more than a few lines of the audit log.
    private const int MostLeaves = 64, LongestLeaf = 1024;

    /// <summary>The element of the body, which goes on; null if the body is empty.</summary>
    public XElement? Tree { get; init; }

    /// <summary>What the reader of such bodies read from <see cref="Tree"/>; null if there is none.</summary>
    public IRequestBody? Read { get; init; }

    /// <summary>The classes of CIM that the request names, in its URI and in its query.</summary>
    public ImmutableArray<string> Classes { get; init; } = [];

    /// <summary>True if the request may reach classes that it does not name.</summary>
    public bool ReachesOthers { get; init; }

    /// <inheritdoc/>
    public void Describe(FactSet facts)
    {
        if (Read is not null) Read.Describe(facts);
        else if (Tree is not null)
        {
            foreach (var leaf in Tree.DescendantsAndSelf().Where(element => !element.HasElements).Take(MostLeaves))
            {
                var value = leaf.Value;
                facts.Add(Fact.Argument,
                    $"{leaf.Name.LocalName}={(value.Length > LongestLeaf ? string.Concat(value.AsSpan(0, LongestLeaf), "…") : value)}");
            }
        }
    }
}
