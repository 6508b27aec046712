using System.Buffers.Binary;
using Sekimori.Detection.Events;

namespace Sekimori.Detection.Evtx;

/// <summary>
/// One chunk of an event log. Its header tells where free space starts; leftover memory follows. A header that is not up to date is
/// distinguished from one that is by the checksum of the records: if it is wrong, records continue as long as their numbers do.
/// </summary>
/// <param name="chunk">Its bytes; fewer than 64 KiB where the file ends.</param>
/// <param name="place">Where it starts in the file.</param>
/// <param name="isOpen">True if the file is marked as not closed (flag "dirty"): then there may be records that no header counts.</param>
/// <param name="report">Where what cannot be read is counted.</param>
internal sealed class EvtxChunk(ReadOnlyMemory<byte> chunk, long place, bool isOpen, EventReport report)
{
    private const int HeaderSize = 512, RecordHeaderSize = 24;

    /// <summary>How far numbers may jump where records between are damaged.</summary>
    private const ulong LargestGap = 100;
    private const uint RecordMagic = 0x0000_2a2a;
    private const int LastRecordAt = 32, FreeSpaceAt = 48, ChecksumAt = 52;

    private static ReadOnlySpan<byte> Magic => "**\0\0"u8;

    /// <summary>One record with its identifying fields.</summary>
    internal readonly record struct Found(ulong Id, long Written, RecordView Record);

    /// <summary>Reads the records of the chunk.</summary>
    public IEnumerable<Found> Read()
    {
        if (!HasContent()) yield break;
        var free = (long)UInt32(FreeSpaceAt);
        var last = UInt64(LastRecordAt);
        var isPlausible = EvtxReader.IsChunk(chunk.Span) && free >= HeaderSize && free <= chunk.Length;
        var isTrue = isPlausible && !isOpen && Crc32.Of(chunk.Span[HeaderSize..(int)free]) == UInt32(ChecksumAt);
        if (!isPlausible) free = HeaderSize;
        ulong? before = null;
        var isGap = false;
        var stale = 0;
        for (var at = HeaderSize; at <= chunk.Length - RecordHeaderSize;)
        {
            if (UInt32(at) != RecordMagic)
            {
                // Within the records something is damaged; after them is whatever is left of others.
                var next = Next(at + 1, isTrue ? (int)free : chunk.Length);
                if (at < free && IsDamage(at, (int)Math.Min(next, free)))
                    report.Note($"the chunk at byte {place} has no record at {place + at}");
                isGap |= at < free;
                if (next >= chunk.Length) break;
                at = next;
                continue;
            }
            var id = UInt64(at + 8);
            if (at >= free && stale == 0 && !IsNext(id, before, last, isTrue, isGap)) stale = 1;
            else if (stale > 0) stale++;
            var end = End(at, id, out var isWhole);
            if (stale == 0)
            {
                if (!isWhole) report.Note($"the record {id} at byte {place + at} has a wrong size");
                if (TryRead(at, end, id) is { } found) yield return found;
                (before, isGap) = (id, !isWhole);
            }
            at = isWhole ? end : Next(at + 1, chunk.Length);
        }
        report.Stale += stale;
    }

    /// <summary>Whether a record behind the start of free space continues where the one before has ended.</summary>
    private static bool IsNext(ulong id, ulong? before, ulong last, bool isTrue, bool isGap)
    {
        if (before is not { } known) return !isTrue || id <= last;
        var step = id - known;
        return (step == 1 || (isGap && step is > 0 and < LargestGap)) && (!isTrue || id <= last);
    }

    private bool HasContent()
    {
        if (chunk.Length < HeaderSize + RecordHeaderSize) return false;
        if (EvtxReader.IsChunk(chunk.Span)) return true;
        if (!chunk.Span.ContainsAnyExcept((byte)0)) return false; // room that the log has not used yet
        report.Note($"no chunk starts at byte {place}");
        return UInt32(HeaderSize) == RecordMagic;
    }

    /// <summary>
    /// Where the record ends: its size is stored at both ends; if they differ, or another record lies between them, the next record
    /// decides.
    /// </summary>
    private int End(int at, ulong id, out bool isWhole)
    {
        var size = UInt32(at + 4);
        isWhole = size >= RecordHeaderSize + 4 && size <= chunk.Length - at && UInt32(at + (int)size - 4) == size;
        var next = Next(at + RecordHeaderSize, isWhole ? at + (int)size : chunk.Length);
        if (!isWhole || next >= at + size) return isWhole ? at + (int)size : next;
        isWhole = UInt64(next + 8) != id + 1;
        return isWhole ? at + (int)size : next;
    }

    /// <summary>The next position where a record may start; the limit if there is none.</summary>
    private int Next(int from, int limit)
    {
        limit = Math.Min(limit, chunk.Length);
        for (var at = from; at <= limit - RecordHeaderSize; at++)
        {
            var found = chunk.Span[at..limit].IndexOf(Magic);
            if (found < 0 || (at += found) > limit - RecordHeaderSize) break;
            if (UInt32(at + 4) is > RecordHeaderSize and <= 65_536) return at;
        }
        return Math.Max(from, limit);
    }

    private bool IsDamage(int from, int to) => chunk.Span[from..Math.Max(from, to)].ContainsAnyExcept((byte)0);

    private Found? TryRead(int at, int end, ulong id)
    {
        var view = new RecordView();
        var written = (long)UInt64(at + 16);
        try
        {
            new BinaryXml(chunk, view).Read(at + RecordHeaderSize, end - 4);
        }
        catch (InvalidDataException wrong)
        {
            // What was read before the damage is better than nothing, as long as it identifies the event.
            if (view.Around("EventID") is null)
            {
                report.Unreadable++;
                report.Note($"the record {id} at byte {place + at} cannot be read: {wrong.Message}");
                return null;
            }
            report.Partial++;
            report.Note($"the record {id} at byte {place + at} can be read partially: {wrong.Message}");
        }
        if (view.IsEmpty)
        {
            report.Unreadable++;
            report.Note($"the record {id} at byte {place + at} is empty");
            return null;
        }
        // When it happened, not when a collector wrote it down.
        if (view.Around("SystemTime") is null && written > 0 && Wire.FileTime.ToTime(written) is { } time) view.SetTime(time);
        WindowsNames.Complete(view);
        return new(id, written, view);
    }

    private uint UInt32(int at) => BinaryPrimitives.ReadUInt32LittleEndian(chunk.Span[at..]);

    private ulong UInt64(int at) => BinaryPrimitives.ReadUInt64LittleEndian(chunk.Span[at..]);
}
