using System.Buffers.Binary;

namespace Sekimori.Server.Tests.Telemetry;

/// <summary>A message of Protocol Buffers by its field numbers, read strictly: what is not understood is an error.</summary>
internal sealed class ProtobufReader
{
    private readonly List<(int Field, object Value)> _fields = [];

    public ProtobufReader(ReadOnlyMemory<byte> bytes)
    {
        var at = 0;
        while (at < bytes.Length)
        {
            var tag = Varint(bytes.Span, ref at);
            object value;
            switch (tag & 7)
            {
                case 0: value = Varint(bytes.Span, ref at); break;
                case 1: value = BinaryPrimitives.ReadUInt64LittleEndian(bytes.Span[at..]); at += 8; break;
                case 2:
                    var length = (int)Varint(bytes.Span, ref at);
                    value = bytes.Slice(at, length);
                    at += length;
                    break;
                case 5: value = BinaryPrimitives.ReadUInt32LittleEndian(bytes.Span[at..]); at += 4; break;
                default: throw new InvalidDataException($"wire type {tag & 7}");
            }
            _fields.Add(((int)(tag >> 3), value));
        }
    }

    public IEnumerable<ProtobufReader> Messages(int field) =>
        _fields.Where(one => one.Field == field).Select(one => new ProtobufReader((ReadOnlyMemory<byte>)one.Value));

    public string Text(int field) =>
        _fields.Where(one => one.Field == field).Select(one => System.Text.Encoding.UTF8.GetString(((ReadOnlyMemory<byte>)one.Value).Span))
        .FirstOrDefault() ?? "";

    public bool Has(int field) => _fields.Exists(one => one.Field == field);

    public ulong Number(int field) => _fields.Where(one => one.Field == field).Select(one => (ulong)one.Value).FirstOrDefault();

    public double Real(int field) => BitConverter.UInt64BitsToDouble(Number(field));

    private static ulong Varint(ReadOnlySpan<byte> bytes, ref int at)
    {
        ulong value = 0;
        for (var shift = 0; ; shift += 7)
        {
            var one = bytes[at++];
            value |= (ulong)(one & 0x7f) << shift;
            if (one < 0x80) return value;
        }
    }
}
