using System.Buffers.Binary;
using System.Text;
using System.Text.Json;
using Sekimori.Rpc.EndpointMap;
using Sekimori.Rpc.Towers;

namespace Sekimori.Server.Tests.OneReading;

/// <summary>The facts of a call as its handler would tell them, by readers of this test alone.</summary>
internal sealed class Expected
{
    private readonly SortedDictionary<string, List<string>> _facts = new(StringComparer.Ordinal);

    public Expected Add(string name, string? value)
    {
        if (value is null) return this;
        if (!_facts.TryGetValue(name, out var list)) _facts[name] = list = [];
        // What is not a text in UTF-16 cannot be told in JSON, which says U+FFFD.
        list.Add(Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(value)));
        return this;
    }

    public Expected Object(Guid? value) => Add("objects", value is { } uuid && uuid != Guid.Empty ? uuid.ToString() : null);

    public Expected Tower(Tower? tower, bool withBinding)
    {
        if (tower is null || !TryFloors(tower.Octets.Span, out var floors)) return this;
        if (floors.Count > 0 && floors[0] is { Left: [0x0d, .. { Length: 18 } left], Right.Length: 2 })
            Add("mapped_interfaces", new Guid(left.AsSpan(0, 16)).ToString());
        return withBinding ? Add("bindings", floors.Select(Binding).LastOrDefault(binding => binding is not null)) : this;
    }

    public Expected Entry(EptEntry entry) =>
        Object(entry.Object).Tower(entry.Tower, withBinding: true)
        .Add("annotations", entry.Annotation.Length > 0 ? entry.Annotation : null);

    public override string ToString() => string.Join("; ", _facts.Select(fact => $"{fact.Key}={string.Join(',', fact.Value)}"));

    /// <summary>The same of a line of the audit log.</summary>
    public static Expected Of(JsonElement line, params ReadOnlySpan<string> names)
    {
        var found = new Expected();
        foreach (var name in names)
        {
            if (!line.TryGetProperty(name, out var value)) continue;
            if (value.ValueKind != JsonValueKind.Array) found.Add(name, value.GetString());
            else foreach (var item in value.EnumerateArray()) found.Add(name, item.GetString());
        }
        return found;
    }

    private static string? Binding((byte[] Left, byte[] Right) floor) => (floor.Left[0], floor.Right) switch
    {
        (0x07, [var high, var low]) => $"tcp:{high << 8 | low}",
        (0x08, [var high, var low]) => $"udp:{high << 8 | low}",
        (0x1f, [var high, var low]) => $"http:{high << 8 | low}",
        (0x0f, var name) => "np:" + Encoding.Latin1.GetString(name).Split('\0')[0],
        (0x10, var name) => "lpc:" + Encoding.Latin1.GetString(name).Split('\0')[0],
        _ => null,
    };

    private static bool TryFloors(ReadOnlySpan<byte> octets, out List<(byte[] Left, byte[] Right)> floors)
    {
        floors = [];
        if (octets.Length < 2) return false;
        int count = BinaryPrimitives.ReadUInt16LittleEndian(octets), at = 2;
        for (var i = 0; i < count; i++)
        {
            if (!Run(octets, out var left) || left.Length == 0 || !Run(octets, out var right)) return false;
            floors.Add((left, right));
        }
        return true;

        bool Run(ReadOnlySpan<byte> from, out byte[] run)
        {
            run = [];
            if (at + 2 > from.Length) return false;
            int length = BinaryPrimitives.ReadUInt16LittleEndian(from[at..]);
            at += 2;
            if (at + length > from.Length) return false;
            run = from.Slice(at, length).ToArray();
            at += length;
            return true;
        }
    }
}
