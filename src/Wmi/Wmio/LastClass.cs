using Sekimori.Wire;

namespace Sekimori.Wmi.Wmio;

/// <summary>
/// The class of the instance that was decoded last: each row of IEnumWbemClassObject::Next has its class, the same bytes as the row
/// before. Not thread-safe.
/// </summary>
internal sealed class LastClass
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
        var part = ClassPart.Read(ref reader, budget);
        (_bytes, _layout) = (rest[..part.Length].ToArray(), new(part));
        return _layout;
    }
}
