using System.Buffers.Binary;
using Sekimori.Wire;

namespace Sekimori.Wmi.Wmio;

/// <summary>
/// The class of the instance that was decoded last: each row of IEnumWbemClassObject::Next has its class, the same bytes as the row
/// before. Not thread-safe.
/// </summary>
/// <param name="known">Classes of other answers, read within the same limits; null for none.</param>
internal sealed class LastClass(KnownClasses? known = null)
{
    private byte[] _bytes = [];
    private ClassLayout? _layout;

    /// <summary>Reads a ClassPart ([MS-WMIO] 2.2.15), or passes the one that is known.</summary>
    internal ClassLayout Read(ref ByteReader reader, DecodeBudget budget)
    {
        if (_layout is not null && reader.Rest.StartsWith(_bytes))
        {
            reader.Skip(_bytes.Length);
            return _layout;
        }

        var rest = reader.Rest;
        if (known is not null && rest.Length >= sizeof(uint) && BinaryPrimitives.ReadUInt32LittleEndian(rest) is var length
            && length <= (uint)rest.Length && known.TryFind(rest[..(int)length], out var layout))
        {
            reader.Skip((int)length);
            (_bytes, _layout) = (rest[..(int)length].ToArray(), layout);
            return layout;
        }

        var part = ClassPart.Read(ref reader, budget);
        (_bytes, _layout) = (rest[..part.Length].ToArray(), new(part));
        known?.Add(_bytes, _layout);
        return _layout;
    }
}
