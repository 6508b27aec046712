using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Sekimori.Detection.Events;

namespace Sekimori.Detection.Evtx;

/// <summary>
/// Windows' binary XML, [MS-EVEN6] 2.2.12, as it lies in a chunk: names and templates stand once and are pointed to. Elements are not rebuilt: their
/// texts and attributes become fields.
/// </summary>
internal sealed class BinaryXml(ReadOnlyMemory<byte> chunk, RecordView record)
{
    private const byte EndOfStream = 0, OpenElement = 1, CloseStart = 2, CloseEmpty = 3, EndElement = 4, Value = 5, Attribute = 6, CData = 7, CharacterReference = 8,
        EntityReference = 9, ProcessingTarget = 10, ProcessingData = 11, TemplateInstance = 12, NormalSubstitution = 13, OptionalSubstitution = 14, FragmentHeader = 15, MoreBit = 0x40;

    /// <summary>Elements and templates within each other: events have six.</summary>
    private const int DepthLimit = 32;

    /// <summary>Tokens of one record: 64 KiB of the smallest.</summary>
    private const int TokenLimit = 65_536;

    private readonly Stack<Element> _open = new();
    private int _tokens;

    private sealed class Element(string name)
    {
        public string Name => name;

        /// <summary>The attribute "Name" of Data, which is what the field is called.</summary>
        public string? Called;

        public StringBuilder Text { get; } = new();
    }

    private readonly record struct Substitution(int At, int Size, byte Type);

    public void Read(int from, int to) => Fragment(from, to, [], 0);

    private int Fragment(int at, int to, Substitution[] values, int depth)
    {
        if (depth > DepthLimit) throw new InvalidDataException("nested too deeply");
        string? attribute = null;
        while (at < to)
        {
            if (++_tokens > TokenLimit) throw new InvalidDataException("too many tokens");
            var token = Byte(at);
            switch (token & ~MoreBit)
            {
                case EndOfStream: return at + 1;
                case FragmentHeader: at += 4; break;
                case OpenElement:
                    at = Open(at, (token & MoreBit) != 0);
                    attribute = null;
                    break;
                case Attribute:
                    attribute = Name(UInt32(at + 1), at + 5, out at);
                    break;
                case CloseStart: at++; attribute = null; break;
                case CloseEmpty or EndElement:
                    at++;
                    End();
                    attribute = null;
                    break;
                case Value:
                    var length = UInt16(at + 2) * 2;
                    Put(attribute, Text(at + 4, length));
                    at += 4 + length;
                    break;
                case NormalSubstitution or OptionalSubstitution:
                    var index = UInt16(at + 1);
                    at += 4;
                    if (index < values.Length) Substitute(attribute, values[index], depth);
                    break;
                case TemplateInstance: at = Template(at, depth); break;
                case CData: at += 3 + UInt16(at + 1) * 2; break;
                case CharacterReference: Put(attribute, ((char)UInt16(at + 1)).ToString()); at += 3; break;
                case EntityReference: Put(attribute, Entity(Name(UInt32(at + 1), at + 5, out at))); break;
                case ProcessingTarget: Name(UInt32(at + 1), at + 5, out at); break;
                case ProcessingData: at += 3 + UInt16(at + 1) * 2; break;
                default: throw new InvalidDataException($"token {token:x2}");
            }
        }
        return at;
    }

    private int Open(int at, bool hasAttributes)
    {
        // Token, dependency identifier (2), size (4), name's offset (4), the name if it stands here, and the attributes' size.
        var name = Name(UInt32(at + 7), at + 11, out var next);
        if (_open.Count >= DepthLimit) throw new InvalidDataException("nested too deeply");
        _open.Push(new(name));
        return hasAttributes ? next + 4 : next;
    }

    private void End()
    {
        if (!_open.TryPop(out var element)) return;
        var parent = _open.TryPeek(out var above) ? above.Name : "";
        var text = element.Text.ToString();
        if (element.Called is { } called) record.AddUnlessThere(called, text);
        else if (text.Length > 0 || parent is "EventData" or "UserData") record.AddUnlessThere(element.Name, text);
    }

    private void Put(string? attribute, string text)
    {
        if (!_open.TryPeek(out var element)) return;
        if (attribute is null) element.Text.Append(text);
        else if (element.Name is "Data" && attribute == "Name") element.Called = text;
        else if (element.Name == "Provider") record.AddUnlessThere(attribute == "Name" ? "Provider_Name" : attribute, text);
        else if (attribute is not ("xmlns" or "Qualifiers")) record.AddUnlessThere(attribute, text);
    }

    private void Substitute(string? attribute, Substitution value, int depth)
    {
        if (value.Type == 0x21)
        {
            Fragment(value.At, value.At + value.Size, [], depth + 1);
            return;
        }
        if (value.Type != 0) Put(attribute, ValueText(value));
    }

    private int Template(int at, int depth)
    {
        // Token, one byte, the template's id (4), the offset of its definition (4); the definition stands here where it is used first.
        var definition = (int)UInt32(at + 6);
        var next = at + 10;
        if (definition == next) next = definition + 24 + (int)UInt32(definition + 20);
        var count = (int)UInt32(next);
        if (count is < 0 or > 4096) throw new InvalidDataException("too many values");
        var values = new Substitution[count];
        int descriptors = next + 4, data = descriptors + count * 4;
        for (var i = 0; i < count; i++)
        {
            int size = UInt16(descriptors + i * 4);
            values[i] = new(data, size, Byte(descriptors + i * 4 + 2));
            data += size;
        }
        if (data > chunk.Length) throw new InvalidDataException("values past the chunk");
        Fragment(definition + 24, definition + 24 + (int)UInt32(definition + 20), values, depth + 1);
        return data;
    }

    /// <summary>A name: where it is used first it stands in place, and the next token follows it.</summary>
    private string Name(uint offset, int here, out int next)
    {
        var at = (int)Math.Min(offset, int.MaxValue);
        int length = UInt16(at + 6);
        next = at == here ? at + 8 + length * 2 + 2 : here;
        return Text(at + 8, length * 2);
    }

    private string ValueText(Substitution value)
    {
        int at = value.At, size = value.Size;
        if ((value.Type & 0x80) != 0) // an array: of strings, in practice
            return (value.Type & 0x7f) == 1 ? Text(at, size).TrimEnd('\0').Replace("\0", ", ", StringComparison.Ordinal) : Convert.ToHexString(Bytes(at, size));
        var invariant = CultureInfo.InvariantCulture;
        return value.Type switch
        {
            0x01 => Text(at, size).TrimEnd('\0'),
            0x02 => Encoding.Latin1.GetString(Bytes(at, size)).TrimEnd('\0'),
            0x03 => ((sbyte)Byte(at)).ToString(invariant),
            0x04 => Byte(at).ToString(invariant),
            0x05 => ((short)UInt16(at)).ToString(invariant),
            0x06 => UInt16(at).ToString(invariant),
            0x07 => ((int)UInt32(at)).ToString(invariant),
            0x08 => UInt32(at).ToString(invariant),
            0x09 => ((long)UInt64(at)).ToString(invariant),
            0x0a => UInt64(at).ToString(invariant),
            0x0b => BitConverter.UInt32BitsToSingle(UInt32(at)).ToString(invariant),
            0x0c => BitConverter.UInt64BitsToDouble(UInt64(at)).ToString(invariant),
            0x0d => UInt32(at) != 0 ? "true" : "false",
            0x0f => new Guid(Bytes(at, 16)).ToString("B").ToUpperInvariant(),
            0x10 when size == 4 => "0x" + UInt32(at).ToString("x", invariant),
            0x10 => "0x" + UInt64(at).ToString("x", invariant),
            0x11 => FileTime((long)UInt64(at)),
            0x12 when size >= 16 => SystemTime(at),
            0x13 when Wire.SidText.Read(Bytes(at, size)) is { } sid => sid,
            0x14 => "0x" + UInt32(at).ToString("x", invariant),
            0x15 => "0x" + UInt64(at).ToString("x", invariant),
            _ => Convert.ToHexString(Bytes(at, size)),
        };
    }

    private static string FileTime(long time) =>
        time > 0 ? Wire.FileTime.ToTime(time)?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'", CultureInfo.InvariantCulture) ?? "" : "";

    private string SystemTime(int at) => string.Create(CultureInfo.InvariantCulture,
        $"{UInt16(at):d4}-{UInt16(at + 2):d2}-{UInt16(at + 6):d2}T{UInt16(at + 8):d2}:{UInt16(at + 10):d2}:{UInt16(at + 12):d2}.{UInt16(at + 14):d3}Z");

    private static string Entity(string name) => name switch { "lt" => "<", "gt" => ">", "amp" => "&", "quot" => "\"", "apos" => "'", _ => "" };

    private string Text(int at, int size) => Encoding.Unicode.GetString(Bytes(at, size & ~1));

    private ReadOnlySpan<byte> Bytes(int at, int size) =>
        at >= 0 && size >= 0 && at <= chunk.Length - size ? chunk.Span.Slice(at, size) : throw new InvalidDataException("past the end of the chunk");

    private byte Byte(int at) => Bytes(at, 1)[0];

    private ushort UInt16(int at) => BinaryPrimitives.ReadUInt16LittleEndian(Bytes(at, 2));

    private uint UInt32(int at) => BinaryPrimitives.ReadUInt32LittleEndian(Bytes(at, 4));

    private ulong UInt64(int at) => BinaryPrimitives.ReadUInt64LittleEndian(Bytes(at, 8));
}
