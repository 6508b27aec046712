namespace Sekimori.Detection.Evtx;

/// <summary>What came of reading events from a file: how many there are, and what could not be read.</summary>
public sealed class EventReport
{
    /// <summary>Sentences that are kept: more nobody reads, and a file of only faults could make millions.</summary>
    private const int NoteLimit = 20;

    private readonly List<string> _notes = [];

    /// <summary>Events that were read.</summary>
    public long Events { get; internal set; }

    /// <summary>Events of which a part could be read.</summary>
    public long Partial { get; internal set; }

    /// <summary>Events that are there and could not be read.</summary>
    public long Unreadable { get; internal set; }

    /// <summary>Records of an event log that it does not count as its own: what the memory held before, or the same event once more. They are left out.</summary>
    public long Stale { get; internal set; }

    /// <summary>Damaged places. If a file only ends too early, there is none.</summary>
    public long Damaged { get; private set; }

    /// <summary>Bytes that were read of a file (<see cref="EventFile"/>).</summary>
    public long Bytes { get; internal set; }

    /// <summary>What is wrong with the file, in sentences with places.</summary>
    public IReadOnlyList<string> Notes => _notes;

    /// <summary>Sentences that found no room.</summary>
    public long FurtherNotes { get; private set; }

    internal void Note(string sentence, bool isDamage = true)
    {
        if (isDamage) Damaged++;
        if (_notes.Count < NoteLimit) _notes.Add(sentence);
        else FurtherNotes++;
    }
}
