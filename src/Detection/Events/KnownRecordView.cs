using Sekimori.Detection.Sigma;

namespace Sekimori.Detection.Events;

/// <summary>
/// What all Windows events of one <see cref="EventKind"/> have in common: their source and their number. A rule that is false for this is
/// false for each of them, so the engine asks once, and afterwards looks only at the rules that are left.
/// </summary>
internal sealed class KnownRecordView(RecordView example, EventKind kind) : EventView
{
    public override DateTimeOffset Time => example.Time;

    public override object Subject => example;

    public override bool? IsFrom(LogSource source) => source.IsFor(kind);

    public override bool Knows(Field field) => field.Name.Equals("EventID", StringComparison.OrdinalIgnoreCase);

    public override bool Has(Field field) => true;

    public override bool Next(Field field, ref int index, out string? value)
    {
        value = index++ > 0 ? null : kind.Number;
        return value is not null;
    }

    public override IEnumerable<string> Everything() => throw new InvalidOperationException("Keywords are never known beforehand.");
}
