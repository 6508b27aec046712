using System.Buffers.Binary;
using System.Text;
using Sekimori.Detection.Events;

namespace Sekimori.Detection.Evtx;

/// <summary>
/// Windows' binary XML, [MS-EVEN6] 2.2.12, as it lies in a chunk: names and templates are stored once and referred to. XML is not rebuilt:
/// elements become fields.
/// </summary>
internal sealed class BinaryXml(ReadOnlyMemory<byte> chunk, RecordView record)
{
    private const byte EndOfStream = 0, OpenElement = 1, CloseStart = 2, CloseEmpty = 3, EndElement = 4, Value = 5, AttributeName = 6,
        CData = 7, CharacterReference = 8,
        EntityReference = 9, ProcessingTarget = 10, ProcessingData = 11, TemplateInstance = 12, NormalSubstitution = 13,
        OptionalSubstitution = 14, FragmentHeader = 15, MoreBit = 0x40;

    /// <summary>Tokens of one record: 64 KiB of the smallest.</summary>
    private const int TokenLimit = 65_536;

    /// <summary>Values of one template: an event has some dozens, 64 KiB hold 16,384.</summary>
    private const int ValueLimit = 4096;

    private const byte BinXmlType = 0x21;

    private readonly EventElements _elements = new(record);
    private readonly BinaryValues _values = new(chunk);
    private readonly StringBuilder _attributeText = new();
    private string? _attribute;
    private bool _hasText;
    private int _tokens;

    private readonly record struct Substitution(int At, int Size, byte Type);

    /// <summary>Reads an event.</summary>
    /// <exception cref="InvalidDataException">It is not well formed; the record contains what was read before.</exception>
    public void Read(int from, int to)
    {
        try
        {
            Fragment(from, to, [], 0, isTemplate: false);
            if (_elements.Depth > 0) throw new InvalidDataException("ends within an element");
        }
        finally
        {
            EndAttribute();
            _elements.CloseAll();
        }
    }

    private int Fragment(int at, int to, Substitution[] values, int depth, bool isTemplate)
    {
        if (depth > EventElements.DepthLimit) throw new InvalidDataException("nested too deeply");
        while (at < to)
        {
            if (++_tokens > TokenLimit) throw new InvalidDataException("too many tokens");
            var token = Byte(at);
            var kind = token & ~MoreBit;
            if (kind is not (Value or NormalSubstitution or OptionalSubstitution or CharacterReference or EntityReference)) EndAttribute();
            switch (kind)
            {
                case EndOfStream: return at + 1;
                case FragmentHeader: at += 4; break;
                case OpenElement: at = Open(at, (token & MoreBit) != 0, isTemplate); break;
                case AttributeName: _attribute = Name(UInt32(at + 1), at + 5, out at); break;
                case CloseStart: at++; break;
                case CloseEmpty or EndElement:
                    at++;
                    _elements.Close();
                    break;
                case Value:
                    var length = UInt16(at + 2) * 2;
                    Put(_values.Text(at + 4, length));
                    at += 4 + length;
                    break;
                case NormalSubstitution or OptionalSubstitution:
                    var index = UInt16(at + 1);
                    at += 4;
                    if (index < values.Length) Substitute(values[index], depth);
                    break;
                case TemplateInstance: at = Template(at, depth); break;
                case CData:
                    var size = UInt16(at + 1) * 2;
                    Put(_values.Text(at + 3, size));
                    at += 3 + size;
                    break;
                case CharacterReference: Put(((char)UInt16(at + 1)).ToString()); at += 3; break;
                case EntityReference: Put(Entity(Name(UInt32(at + 1), at + 5, out at))); break;
                case ProcessingTarget: Name(UInt32(at + 1), at + 5, out at); break;
                case ProcessingData: at += 3 + UInt16(at + 1) * 2; break;
                default: throw new InvalidDataException($"unknown token {token:x2}");
            }
        }
        return at;
    }

    private int Open(int at, bool hasAttributes, bool isTemplate)
    {
        // "OpenStartElementToken 0*1DependencyId ElementByteLength Name": only a template's definition has the identifier ([MS-EVEN6] 4.4
        // shows an element without), which not every writer follows; what comes next shows which of the two it is.
        var own = isTemplate ? 2 : 0;
        if (!IsElement(at + 1 + own)) own = 2 - own;
        if (!IsElement(at + 1 + own)) throw new InvalidDataException("an element without a length and a name");
        var name = Name(UInt32(at + 5 + own), at + 9 + own, out var next);
        _elements.Open(name);
        return hasAttributes ? next + 4 : next;
    }

    /// <summary>True if a length is here that the chunk has room for, and after it a name or where it is.</summary>
    private bool IsElement(int at)
    {
        if (at > chunk.Length - 8 || UInt32(at) > chunk.Length - at) return false;
        var name = UInt32(at + 4);
        if (name > chunk.Length - 10) return false;
        // Next name (4), hash (2), length (2), the characters, a zero.
        var end = (int)name + 8 + UInt16((int)name + 6) * 2;
        return end > name + 8 && end <= chunk.Length - 2 && UInt16(end) == 0;
    }

    private void Put(string text)
    {
        _hasText = true;
        if (_attribute is null) _elements.Text(text);
        else _attributeText.Append(text);
    }

    private void EndAttribute()
    {
        // An attribute whose only value is null is left out.
        if (_attribute is not null && _hasText) _elements.Attribute(_attribute, _attributeText.ToString());
        _attributeText.Clear();
        _attribute = null;
        _hasText = false;
    }

    private void Substitute(Substitution value, int depth)
    {
        if (value.Type == BinXmlType)
        {
            if (value.Size > 0) Fragment(value.At, value.At + value.Size, [], depth + 1, isTemplate: false);
            return;
        }
        if (value.Type == 0) return;
        if (!BinaryValues.IsArray(value.Type)) Put(_values.Value(value.At, value.Size, value.Type));
        else if (_attribute is null) _elements.Values(_values.Array(value.At, value.Size, value.Type));
        else Put(string.Join(", ", _values.Array(value.At, value.Size, value.Type)));
    }

    private int Template(int at, int depth)
    {
        // Token, one byte, the template's id (4), the offset of its definition (4); the definition is here where it is used first.
        var definition = (int)Math.Min(UInt32(at + 6), int.MaxValue);
        var next = at + 10;
        var length = (int)Math.Min(UInt32(definition + 20), int.MaxValue);
        if (definition > chunk.Length - 24 || length > chunk.Length - 24 - definition)
            throw new InvalidDataException("a template beyond the chunk");
        if (definition == next) next = definition + 24 + length;
        var count = UInt32(next);
        if (count > ValueLimit) throw new InvalidDataException("too many values");
        var values = new Substitution[count];
        int descriptors = next + 4, data = descriptors + (int)count * 4;
        for (var i = 0; i < count; i++)
        {
            int size = UInt16(descriptors + i * 4);
            values[i] = new(data, size, Byte(descriptors + i * 4 + 2));
            data += size;
        }
        if (data > chunk.Length) throw new InvalidDataException("values beyond the chunk");
        Fragment(definition + 24, definition + 24 + length, values, depth + 1, isTemplate: true);
        return data;
    }

    /// <summary>A name: if it is used first it is in place, and the next token follows it.</summary>
    private string Name(uint offset, int here, out int next)
    {
        var at = (int)Math.Min(offset, int.MaxValue - 16);
        int length = UInt16(at + 6);
        next = at == here ? at + 8 + length * 2 + 2 : here;
        return _values.Text(at + 8, length * 2);
    }

    private static string Entity(string name) =>
        name switch { "lt" => "<", "gt" => ">", "amp" => "&", "quot" => "\"", "apos" => "'", _ => $"&{name};" };

    private byte Byte(int at) => _values.Bytes(at, 1)[0];

    private ushort UInt16(int at) => BinaryPrimitives.ReadUInt16LittleEndian(_values.Bytes(at, 2));

    private uint UInt32(int at) => BinaryPrimitives.ReadUInt32LittleEndian(_values.Bytes(at, 4));
}
