using Sekimori.Detection.Events;

namespace Sekimori.Detection.Matching;

/// <summary>One node of a compiled rule.</summary>
internal abstract class Predicate
{
    /// <summary>Looks at the event.</summary>
    public abstract Truth Test(EventView seen);
}
