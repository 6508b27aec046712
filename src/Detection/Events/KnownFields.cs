using Sekimori.Guard;
using Sekimori.Observations;

namespace Sekimori.Detection.Events;

/// <summary>
/// What many observations have in common, and most rules ask for: RPC's kind, interface and operation; a request's resource, action, scheme
/// and status; and which facts exist at all, whatever their values.
/// </summary>
internal readonly record struct KnownFields(
    ObservationKind Kind, RpcInterface? Interface, int Opnum, ulong Facts, Transport Transport, string Scheme, long Status, string Resource,
    string Action)
{
    /// <summary>URIs of real resources and actions are shorter than a hundred characters; longer ones are not remembered.</summary>
    private const int LongestUri = 256;

    /// <summary>True if resource, action, scheme, status and transport are among what is known.</summary>
    public bool HasAddress => Opnum == AddressKnown;

    // No operation has this number.
    private const int AddressKnown = -2;

    public static KnownFields Of(Observation seen) =>
        seen.Kind == ObservationKind.Request && seen.Resource.Length <= LongestUri && seen.Action.Length <= LongestUri
        && seen.Scheme.Length <= LongestUri
            ? new(seen.Kind, seen.Interface, AddressKnown, seen.Facts.Kinds, seen.Transport, seen.Scheme, seen.Status, seen.Resource,
            seen.Action)
            : new(seen.Kind, seen.Interface, seen.Opnum, seen.Facts.Kinds, default, "", 0, "", "");
}
