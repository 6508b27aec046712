using System.Numerics;

namespace Sekimori.Observations;

/// <content>What of the facts is recorded and remembered. Rules see all of them.</content>
public sealed partial class FactSet
{
    /// <summary>
    /// Characters of one value recorded: CreateProcess of Windows takes 32,767, and no command line or query that was seen comes near it.
    /// </summary>
    public const int RecordText = 32 * 1024;

    /// <summary>Values of one fact recorded: an environment has 512 variables at most, an honest call some tens of arguments.</summary>
    public const int RecordValues = 1024;

    /// <summary>
    /// Characters of all values of one fact recorded. For each fact alone: a sender cannot push what it does off the record by saying much
    /// else. A line is so no longer than the request that it is about, whatever that holds.
    /// </summary>
    public const int RecordCharacters = 64 * 1024;

    /// <summary>What was left out; empty in sets that are whole.</summary>
    internal IReadOnlyList<FactCut> Cuts { get; private init; } = [];

    /// <summary>
    /// The facts as they are recorded: this set where it is within the bounds, as nearly every one is; else one that holds the starts, and
    /// says what is missing.
    /// </summary>
    public FactSet ToRecord()
    {
        if (Cuts.Count > 0 || (_facts.Count <= RecordValues && _longest <= RecordText && Characters <= RecordCharacters && _tails is null))
            return this;
        var cuts = new List<FactCut>();
        var record = new FactSet { Cuts = cuts };
        for (var left = _kinds; left != 0; left &= left - 1) Keep((Fact)BitOperations.TrailingZeroCount(left), record, cuts);
        foreach (var fact in _tails?.Keys.Where(fact => !Has(fact)) ?? []) Keep(fact, record, cuts);
        return record;
    }

    private void Keep(Fact fact, FactSet record, List<FactCut> cuts)
    {
        var (count, room) = (0, RecordCharacters);
        FactTail? tail = null;
        for (var index = 0; Next(fact, ref index, out var value);)
        {
            var kept = value.Length <= Math.Min(room, RecordText) ? value : Prefix(value, Math.Min(room, RecordText));
            if (tail is not null || count >= RecordValues || (kept.Length == 0 && value.Length > 0))
            {
                (tail ??= Before(fact, count)).Drop(value);
                continue;
            }
            record.Add(fact, kept);
            if (kept.Length < value.Length) cuts.Add(new(fact, count, 0, value.Length - kept.Length, FactTail.SumOf(value)));
            room -= kept.Length;
            count++;
        }
        var (values, characters) = (tail?.Values ?? 0, tail?.Characters ?? 0);
        var beyond = _tails?.GetValueOrDefault(fact);
        if (values > 0 || beyond is not null)
            cuts.Add(new(fact, -1, values + (beyond?.Values ?? 0), characters + (beyond?.Characters ?? 0), beyond?.Sum ?? tail!.Sum));
    }

    // The hash is one of all values, the kept ones too.
    private FactTail Before(Fact fact, int count)
    {
        var tail = new FactTail();
        for (int index = 0, at = 0; at < count && Next(fact, ref index, out var value); at++) tail.Pass(value);
        return tail;
    }

    /// <summary>The first characters of a text; a pair of surrogates is not taken apart.</summary>
    private static string Prefix(string text, int length) =>
        text[..(length > 0 && char.IsHighSurrogate(text[length - 1]) ? length - 1 : length)];
}
