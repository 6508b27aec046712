using System.Buffers.Binary;
using System.Globalization;
using System.Text.RegularExpressions;
using Sekimori.Posture.Facts;
using Sekimori.Wire;

namespace Sekimori.Posture.Offline;

/// <summary>
/// Reads the output of `netsh rpc filter show filter`: filters between lines of dashes, each with an action and conditions. A condition on
/// the interface has the 16 bytes of the UUID as four numbers of 32 bits. What else must hold is kept by name: a block over named pipes
/// alone (protocol 2), or of one operation, leaves the interface open.
/// </summary>
internal static partial class RpcFilterReader
{
    // Ready-made policies have some 30.
    private const int MaxFilters = 2000;

    // There are some twenty kinds of conditions; who reads a finding wants the first few.
    private const int MaxNames = 6;

    /// <summary>True for a line that begins such an output, or its first filter.</summary>
    public static bool IsIt(string line) => line.StartsWith("Listing all RPC Filters", StringComparison.OrdinalIgnoreCase)
        || line.StartsWith("filterKey:", StringComparison.OrdinalIgnoreCase);

    /// <summary>The facts: an interface with what its filter does. Without a filter there is one that says so.</summary>
    /// <exception cref="MalformedException">There are too many filters.</exception>
    public static IReadOnlyList<Fact> Read(string text, string place)
    {
        var facts = new List<Fact>();
        // Translated Windows keeps the names of fields; its first line is its own language's.
        foreach (var filter in Rule().Split(text))
        {
            if (facts.Count >= MaxFilters) throw new MalformedException(Malformed.TooMany, $"more than {MaxFilters} RPC filters");
            if (Action().Match(filter) is not { Success: true } action) continue;
            var does = action.Groups[1].Value + Limits(filter);
            foreach (Match one in Interface().Matches(filter))
                facts.Add(new(FactId.RpcFilter, Uuid(one).ToString(), does, FactSource.Offline, Place: place));
        }

        return facts.Count > 0 ? facts : [new(FactId.RpcFilter, "", "none", FactSource.Offline, Place: place)];
    }

    // A filter has one condition of each kind or two; the layer of calls is um, and others see the mapper or new endpoints only.
    private static string Limits(string filter)
    {
        var others = Condition().Matches(filter).Select(one => one.Groups[1].Value).Where(name => name != "if_uuid").Distinct()
            .Take(MaxNames);
        var layer = Layer().Match(filter).Groups[1].Value;
        var names = string.Join(", ", layer is "um" or "" ? others : others.Prepend($"layer {layer}"));
        return names.Length > 0 ? $" where {names}" : "";
    }

    // The first number is the UUID's own; the others are bytes in the order of memory.
    private static Guid Uuid(Match match)
    {
        Span<byte> bytes = stackalloc byte[16];
        for (var i = 0; i < 4; i++)
            BinaryPrimitives.WriteUInt32LittleEndian(bytes[(i * 4)..], uint.Parse(match.Groups[i + 1].ValueSpan,
                NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture));
        return new(bytes);
    }

    [GeneratedRegex(@"^-{10,}\s*$", RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex Rule();

    [GeneratedRegex(@"action\.type:\s*(\w{1,20})", RegexOptions.CultureInvariant)]
    private static partial Regex Action();

    [GeneratedRegex(@"fieldKey:\s*(\w{1,40})", RegexOptions.CultureInvariant)]
    private static partial Regex Condition();

    [GeneratedRegex(@"layerKey:\s*(\w{1,40})", RegexOptions.CultureInvariant)]
    private static partial Regex Layer();

    [GeneratedRegex(@"fieldKey:\s*if_uuid\s+matchType:\s*FWP_MATCH_EQUAL\s+conditionValue:\s*Type:\s*FWP_BYTE_ARRAY16_TYPE\s+Value:\s*"
        + @"([0-9a-fA-F]{8}) ([0-9a-fA-F]{8}) ([0-9a-fA-F]{8}) ([0-9a-fA-F]{8})\b", RegexOptions.CultureInvariant)]
    private static partial Regex Interface();
}
