namespace Sekimori.Detection.Evtx;

/// <summary>The outcome of reading events from a file: how many there are, and what could not be read.</summary>
public sealed class EventReport
{
    /// <summary>Messages that are kept: nobody reads more, and a file full of errors could produce millions.</summary>
    private const int NoteLimit = 20;

    private readonly List<string> _notes = [];

    /// <summary>Events that were read.</summary>
    public long Events { get; internal set; }

    /// <summary>Events of which a part could be read.</summary>
    public long Partial { get; internal set; }

    /// <summary>Events that exist and could not be read.</summary>
    public long Unreadable { get; internal set; }

    /// <summary>Records of an event log that are not part of it: leftovers of memory, or the same event twice. They are left out.</summary>
    public long Stale { get; internal set; }

    /// <summary>Damaged places. A file that merely ends too early has none.</summary>
    public long Damaged { get; private set; }

    /// <summary>Bytes that were read of a file (<see cref="EventFile"/>).</summary>
    public long Bytes { get; internal set; }

    /// <summary>The problems of the file, in sentences with positions.</summary>
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
