using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Sekimori.App.Terminal;
using Sekimori.Cim.Model;

namespace Sekimori.App.Cim;

/// <summary>Objects as JSON: numbers as numbers, datetimes in CIM's form, references as paths, null as null.</summary>
internal static class JsonOutput
{
    private static readonly JsonWriterOptions Options = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static void Write(Screen screen, Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, Options)) write(writer);
        try
        {
            screen.Output.WriteLine(Encoding.UTF8.GetString(buffer.WrittenSpan));
        }
        catch (IOException gone)
        {
            throw new BrokenPipeException(gone);
        }
    }

    public static void Write(Utf8JsonWriter writer, CimInstance instance, IEnumerable<CimProperty> properties)
    {
        writer.WriteStartObject();
        foreach (var property in properties)
        {
            writer.WritePropertyName(property.Name);
            Write(writer, instance[property.Index]);
        }

        writer.WriteEndObject();
    }

    public static void Write(Utf8JsonWriter writer, CimValue value)
    {
        if (value.IsNull) writer.WriteNullValue();
        else if (value.AsArray is { } array)
        {
            writer.WriteStartArray();
            foreach (var element in array.Elements) Write(writer, element);
            writer.WriteEndArray();
        }
        else if (value.AsInstance is { } inner) Write(writer, inner, inner.Class.Properties);
        else if (value.Type == CimType.UInt64) writer.WriteNumberValue(value.AsUInt64);
        else if (value.IsInteger) writer.WriteNumberValue(value.AsInt64);
        else if (value.IsReal && double.IsFinite(value.AsReal)) writer.WriteNumberValue(value.AsReal);
        else if (value.Type == CimType.Boolean) writer.WriteBooleanValue(value.AsBoolean);
        else writer.WriteStringValue(value.ToString());
    }
}
