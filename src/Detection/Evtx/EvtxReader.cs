using System.Buffers.Binary;
using Sekimori.Detection.Events;

namespace Sekimori.Detection.Evtx;

/// <summary>
/// Reads Windows' event log files: a header of 4 KiB, chunks of 64 KiB, records of binary XML. What is damaged is passed over: a log taken from a
/// running or a broken machine has such places.
/// </summary>
public static class EvtxReader
{
    private const int FileHeaderSize = 4096, ChunkSize = 65_536, ChunkHeaderSize = 512, RecordHeaderSize = 24;
    private const uint RecordMagic = 0x0000_2a2a;

    /// <summary>True where the bytes begin as an event log does.</summary>
    public static bool IsEvtx(ReadOnlySpan<byte> file) => file.StartsWith("ElfFile\0"u8);

    /// <summary>Reads the records of a file, as Sigma's rules name their fields.</summary>
    /// <param name="file">The whole file.</param>
    public static IEnumerable<RecordView> Read(byte[] file)
    {
        for (var at = FileHeaderSize; at + ChunkSize <= file.Length; at += ChunkSize)
        {
            if (!file.AsSpan(at).StartsWith("ElfChnk\0"u8)) continue;
            var chunk = file.AsMemory(at, ChunkSize);
            for (var record = ChunkHeaderSize; record + RecordHeaderSize <= ChunkSize;)
            {
                var size = BinaryPrimitives.ReadUInt32LittleEndian(chunk.Span[(record + 4)..]);
                if (BinaryPrimitives.ReadUInt32LittleEndian(chunk.Span[record..]) != RecordMagic || size < RecordHeaderSize + 4 || size > ChunkSize - record) break;
                if (TryRead(chunk, record, (int)size) is { } view) yield return view;
                record += (int)size;
            }
        }
    }

    private static RecordView? TryRead(ReadOnlyMemory<byte> chunk, int at, int size)
    {
        var view = new RecordView();
        var written = BinaryPrimitives.ReadInt64LittleEndian(chunk.Span[(at + 16)..]);
        if (written > 0 && Wire.FileTime.ToTime(written) is { } time) view.SetTime(time);
        try
        {
            new BinaryXml(chunk, view).Read(at + RecordHeaderSize, at + size - 4);
        }
        catch (InvalidDataException)
        {
            return null;
        }
        WindowsNames.Complete(view);
        return view;
    }
}
