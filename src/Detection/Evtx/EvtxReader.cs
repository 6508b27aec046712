using System.Buffers.Binary;
using Sekimori.Detection.Events;

namespace Sekimori.Detection.Evtx;

/// <summary>
/// Reads Windows' event log files: a header of 4 KiB, chunks of 64 KiB, records of binary XML. A log taken from a running or a broken
/// machine has headers that are not up to date and damaged places: what can be read is read, and what cannot is counted. The file's own
/// count of chunks is not obeyed, for a log that is open has more.
/// </summary>
internal static class EvtxReader
{
    private const int FileHeaderSize = 4096, ChunkSize = 65_536, FlagsAt = 120;

    /// <summary>
    /// Records that are remembered to recognize duplicates: a log of 1 GiB has about 1.5 million records, and duplicates lie near each
    /// other. 32 MiB.
    /// </summary>
    private const int KnownLimit = 1 << 20;

    /// <summary>Bytes that decide whether a file is an event log.</summary>
    public const int PeekSize = FileHeaderSize + 8;

    /// <summary>True if the bytes start as an event log does, be it one whose header is lost.</summary>
    public static bool IsEvtx(ReadOnlySpan<byte> file) =>
        file.StartsWith("ElfFile\0"u8) || IsChunk(file) || (file.Length >= PeekSize && IsChunk(file[FileHeaderSize..]));

    /// <summary>Reads the records of a file, as Sigma's rules name their fields.</summary>
    /// <param name="file">The whole file.</param>
    public static IEnumerable<RecordView> Read(byte[] file) => Read(new MemoryStream(file, writable: false), new EventReport());

    /// <summary>Reads the records of a file, chunk by chunk.</summary>
    /// <param name="file">The file from its start.</param>
    /// <param name="report">Where what cannot be read is counted.</param>
    public static IEnumerable<RecordView> Read(Stream file, EventReport report)
    {
        var buffer = new byte[ChunkSize];
        var known = new HashSet<(ulong Id, long Written)>();
        var held = file.ReadAtLeast(buffer, FileHeaderSize, throwOnEndOfStream: false);
        long at = 0;
        var hasHeader = buffer.AsSpan(0, held).StartsWith("ElfFile\0"u8);
        // Flag 1 of the header: the log was not closed.
        var isOpen = !hasHeader || held < FileHeaderSize || (BinaryPrimitives.ReadUInt32LittleEndian(buffer.AsSpan(FlagsAt)) & 1) != 0;
        if (hasHeader || !IsChunk(buffer))
        {
            if (!hasHeader) report.Note("the file's header is missing");
            if (hasHeader && held < FileHeaderSize) report.Note($"ends at byte {held}, within its header", isDamage: false);
            at = Math.Min(held, FileHeaderSize);
            held -= (int)at;
            buffer.AsSpan((int)at, held).CopyTo(buffer);
        }
        while (true)
        {
            var got = file.ReadAtLeast(buffer.AsSpan(held), ChunkSize - held, throwOnEndOfStream: false);
            held += got;
            if (held == 0) yield break;
            if (held < ChunkSize) report.Note($"ends within the chunk at byte {at}", isDamage: false);
            var chunk = new EvtxChunk(buffer.AsMemory(0, held), at, isOpen, report);
            foreach (var view in chunk.Read())
            {
                if (known.Count >= KnownLimit) known.Clear();
                if (!known.Add((view.Id, view.Written)))
                {
                    report.Stale++;
                    continue;
                }
                report.Events++;
                yield return view.Record;
            }
            at += held;
            if (held < ChunkSize) yield break;
            held = 0;
        }
    }

    internal static bool IsChunk(ReadOnlySpan<byte> bytes) => bytes.StartsWith("ElfChnk\0"u8);
}
