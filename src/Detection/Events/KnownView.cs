using Sekimori.Detection.Sigma;
using Sekimori.Observations;

namespace Sekimori.Detection.Events;

/// <summary>
/// What all observations with the same <see cref="KnownFields"/> have in common. A rule that is false for this is false for each of them,
/// so the engine evaluates it once, and afterwards looks only at the rules that are left.
/// </summary>
internal sealed class KnownView(Observation example, bool hasAddress) : EventView
{
    public override DateTimeOffset Time => example.Time;

    public override object Subject => example;

    public override bool? IsFrom(LogSource source) => source.IsFor(example.Kind);

    public override bool Knows(Field field) =>
        field.Id is ObservationField.None or ObservationField.Kind or ObservationField.Interface or ObservationField.InterfaceName
        or ObservationField.Opnum or ObservationField.Operation or ObservationField.FirewallLog or ObservationField.FirewallEvent
        // The fact is absent; the value of a present one differs from observation to observation.
        || (field.Id == ObservationField.Fact && !example.Facts.Has(field.Fact))
        || (field.Id == ObservationField.OtherHost && !example.Facts.Has(Fact.RemoteHost))
        || (hasAddress
        && field.Id is (ObservationField.Resource or ObservationField.Action or ObservationField.Scheme or ObservationField.Status
        or ObservationField.Transport));

    public override bool Has(Field field) => ObservationView.Read(example, field.Id) is not null;

    public override bool Next(Field field, ref int index, out string? value)
    {
        value = index++ > 0 ? null : ObservationView.Read(example, field.Id);
        return value is not null;
    }

    public override IEnumerable<string> Everything() => throw new InvalidOperationException("Keywords are never known beforehand.");
}
