using System.Buffers;
using System.Text.Json;

namespace Sekimori.Observations;

/// <summary>Members of a JSON object that many objects share, encoded once.</summary>
internal sealed class EncodedMembers
{
    private readonly JsonEncodedText _first;
    private readonly byte[] _json;

    /// <summary>Encodes members.</summary>
    /// <param name="first">The name of the first one.</param>
    /// <param name="write">Writes all of them into an object that has been started.</param>
    public EncodedMembers(JsonEncodedText first, Action<Utf8JsonWriter> write)
    {
        _first = first;
        var buffer = new ArrayBufferWriter<byte>(160);
        using var json = new Utf8JsonWriter(buffer);
        json.WriteStartObject();
        write(json);
        json.WriteEndObject();
        json.Flush();
        // Without {"first": in front and } behind: the writer of the object writes the name.
        _json = buffer.WrittenSpan[(first.EncodedUtf8Bytes.Length + 4)..^1].ToArray();
    }

    /// <summary>Writes the members into an object.</summary>
    public void Write(Utf8JsonWriter json)
    {
        json.WritePropertyName(_first);
        json.WriteRawValue(_json, skipInputValidation: true);
    }
}
