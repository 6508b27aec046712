using System.Buffers.Binary;
using System.Text;

namespace Sekimori.Detection.Tests.Evtx;

/// <summary>
/// Writes event logs for tests: one chunk, records of binary XML as [MS-EVEN6] 2.2.12 has it, with what a test wants to be wrong.
/// </summary>
internal sealed class LogWriter
{
    private const int ChunkAt = 4096, ChunkSize = 65_536, FirstRecord = 512;

    private readonly byte[] _file = new byte[ChunkAt + ChunkSize];
    private int _at = FirstRecord;
    private readonly List<ulong> _ids = [];

    public int Place => ChunkAt + _at;

    public byte[] File => _file;

    /// <summary>Adds a record; the body writes binary XML.</summary>
    public LogWriter Record(ulong id, Action<BinaryXmlWriter> body)
    {
        var writer = new BinaryXmlWriter(_file.AsMemory(ChunkAt, ChunkSize), _at + 24);
        body(writer);
        var size = (writer.Place - _at + 4 + 7) & ~7;
        var record = _file.AsSpan(ChunkAt + _at);
        BinaryPrimitives.WriteUInt32LittleEndian(record, 0x2a2a);
        BinaryPrimitives.WriteInt32LittleEndian(record[4..], size);
        BinaryPrimitives.WriteUInt64LittleEndian(record[8..], id);
        BinaryPrimitives.WriteInt64LittleEndian(
            record[16..], new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc).AddSeconds(id).ToFileTimeUtc());
        BinaryPrimitives.WriteInt32LittleEndian(record[(size - 4)..], size);
        _at += size;
        _ids.Add(id);
        return this;
    }

    /// <summary>A record with a number, a channel and the elements of EventData.</summary>
    public LogWriter Event(ulong id, params (string Name, string Value)[] data) => Record(id, xml => Standard(xml, data));

    public static void Standard(BinaryXmlWriter xml, params (string Name, string Value)[] data)
    {
        xml.Open("Event").Open("System").Open("EventID").Text("1").Close().Open("Channel").Text("Security").Close().Close()
            .Open("EventData");
        foreach (var (name, value) in data) xml.Open("Data", [("Name", name)]).Text(value).Close();
        xml.Close().Close().End();
    }

    /// <summary>Writes the headers: what comes behind this is behind the start of free space.</summary>
    public LogWriter Seal(bool isOpen = false)
    {
        "ElfFile\0"u8.CopyTo(_file);
        BinaryPrimitives.WriteUInt16LittleEndian(_file.AsSpan(40), 4096);
        BinaryPrimitives.WriteUInt16LittleEndian(_file.AsSpan(42), 1);
        BinaryPrimitives.WriteUInt32LittleEndian(_file.AsSpan(120), isOpen ? 1u : 0);
        var chunk = _file.AsSpan(ChunkAt);
        "ElfChnk\0"u8.CopyTo(chunk);
        foreach (var (at, value) in new[]
        {
            (8, _ids[0]), (16, _ids[^1]), (24, _ids[0]), (32, _ids[^1])
        }) BinaryPrimitives.WriteUInt64LittleEndian(chunk[at..], value);
        BinaryPrimitives.WriteInt32LittleEndian(chunk[48..], _at);
        BinaryPrimitives.WriteUInt32LittleEndian(chunk[52..], Sum(chunk[FirstRecord.._at]));
        return this;
    }

    private static uint Sum(ReadOnlySpan<byte> bytes)
    {
        // Bit by bit, so that it shares nothing with the reader's table.
        var sum = uint.MaxValue;
        foreach (var one in bytes)
        {
            sum ^= one;
            for (var bit = 0; bit < 8; bit++) sum = (sum & 1) != 0 ? (sum >> 1) ^ 0xedb8_8320 : sum >> 1;
        }
        return ~sum;
    }
}

/// <summary>Tokens of binary XML, each where it is called.</summary>
internal sealed class BinaryXmlWriter(Memory<byte> chunk, int at)
{
    private readonly Stack<int> _sizes = new();
    private bool _isTemplate;

    public int Place { get; private set; } = at;

    public BinaryXmlWriter Open(string name, (string Name, string Value)[]? attributes = null)
    {
        Byte((byte)(attributes is null ? 1 : 0x41));
        if (_isTemplate) UInt16(0xffff);
        _sizes.Push(Place);
        UInt32(0);
        Name(name);
        if (attributes is not null)
        {
            UInt32(0);
            foreach (var (attribute, value) in attributes)
            {
                Byte(6);
                Name(attribute);
                Text(value);
            }
        }
        Byte(2);
        return this;
    }

    public BinaryXmlWriter Close()
    {
        Byte(4);
        var size = _sizes.Pop();
        BinaryPrimitives.WriteInt32LittleEndian(chunk.Span[size..], Place - size - 4);
        return this;
    }

    public BinaryXmlWriter Text(string text, byte token = 5)
    {
        Byte(token);
        if (token == 5) Byte(1);
        UInt16((ushort)text.Length);
        return Bytes(Encoding.Unicode.GetBytes(text));
    }

    public BinaryXmlWriter CData(string text) => Text(text, 7);

    public BinaryXmlWriter Value(ushort index, byte type)
    {
        Byte(0x0d);
        UInt16(index);
        Byte(type);
        return this;
    }

    /// <summary>A template with its definition in place, and the values of this record.</summary>
    public BinaryXmlWriter Template(Action<BinaryXmlWriter> definition, params (byte Type, byte[] Bytes)[] values)
    {
        Byte(0x0c);
        Byte(1);
        UInt32(7);
        UInt32((uint)Place + 4);
        Bytes(new byte[20]);
        var size = Place;
        UInt32(0);
        _isTemplate = true;
        definition(this);
        Byte(0);
        _isTemplate = false;
        BinaryPrimitives.WriteInt32LittleEndian(chunk.Span[size..], Place - size - 4);
        UInt32((uint)values.Length);
        foreach (var (type, bytes) in values)
        {
            UInt16((ushort)bytes.Length);
            Byte(type);
            Byte(0);
        }
        foreach (var (_, bytes) in values) Bytes(bytes);
        return this;
    }

    public BinaryXmlWriter End() => Byte(0);

    public BinaryXmlWriter Byte(byte value)
    {
        chunk.Span[Place++] = value;
        return this;
    }

    private void Name(string name)
    {
        UInt32((uint)Place + 4);
        UInt32(0);
        UInt16(0);
        UInt16((ushort)name.Length);
        Bytes(Encoding.Unicode.GetBytes(name));
        UInt16(0);
    }

    private BinaryXmlWriter Bytes(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(chunk.Span[Place..]);
        Place += bytes.Length;
        return this;
    }

    private void UInt16(ushort value) => Bytes(BitConverter.GetBytes(value));

    private void UInt32(uint value) => Bytes(BitConverter.GetBytes(value));
}
