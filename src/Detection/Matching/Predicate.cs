using Sekimori.Detection.Events;

namespace Sekimori.Detection.Matching;

/// <summary>One node of a compiled rule.</summary>
public abstract class Predicate
{
    /// <summary>Looks at the event.</summary>
    public abstract Truth Test(EventView seen);
}
