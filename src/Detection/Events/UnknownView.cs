using Sekimori.Detection.Sigma;

namespace Sekimori.Detection.Events;

/// <summary>
/// An event of which nothing is known but that it is of the rule's source. A rule that is false for it is false for every event.
/// </summary>
internal sealed class UnknownView : EventView
{
    public override DateTimeOffset Time => default;

    public override object Subject => this;

    public override bool? IsFrom(LogSource source) => true;

    public override bool Knows(Field field) => false;

    public override bool Has(Field field) => throw new InvalidOperationException("Nothing is known of this event.");

    public override bool Next(Field field, ref int index, out string? value) =>
        throw new InvalidOperationException("Nothing is known of this event.");

    public override IEnumerable<string> Everything() => throw new InvalidOperationException("Nothing is known of this event.");
}
