namespace Sekimori.Observations.Services;

/// <summary>What happened on an edge.</summary>
/// <param name="Binds">Binds that proposed the service.</param>
/// <param name="Calls">Calls or requests.</param>
/// <param name="Faults">Calls that ended in a fault, binds and connections that were denied, requests with a status of 400 or more, failed
/// logons.</param>
/// <param name="First">When the edge was seen first.</param>
/// <param name="Last">When it was seen last.</param>
internal readonly record struct EdgeCounts(long Binds, long Calls, long Faults, DateTimeOffset First, DateTimeOffset Last)
{
    /// <summary>What one observation adds.</summary>
    /// <param name="seen">The observation.</param>
    /// <param name="isDenied">True where the policy or a rule denied it.</param>
    public static EdgeCounts Of(Observation seen, bool isDenied)
    {
        // A denied call is followed by its fault, which counts.
        var isFault = seen.Kind switch
        {
            ObservationKind.Fault or ObservationKind.Refusal => true,
            ObservationKind.Request => isDenied || seen.Status >= 400,
            ObservationKind.Call => false,
            ObservationKind.Logon => isDenied || seen.Status > 0,
            _ => isDenied,
        };
        return new(seen.Kind == ObservationKind.Bind ? 1 : 0, seen.Kind is ObservationKind.Call or ObservationKind.Request ? 1 : 0,
            isFault ? 1 : 0, seen.Time, seen.Time);
    }

    /// <summary>Both together.</summary>
    public EdgeCounts Plus(in EdgeCounts other) => new(Binds + other.Binds, Calls + other.Calls, Faults + other.Faults,
        First < other.First ? First : other.First, Last > other.Last ? Last : other.Last);
}
