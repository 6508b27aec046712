using System.Globalization;

namespace Sekimori.Posture.Checks;

/// <summary>The operations of operations.txt.</summary>
internal static class ProbedOperations
{
    private static readonly Dictionary<string, ProbedOperation> ByKey;

    static ProbedOperations()
    {
        All = [.. EmbeddedText.Read("operations.yml").Split('\n').Where(line => line.Length > 0 && line[0] != '#').Select(Parse)];
        ByKey = All.ToDictionary(one => Key(one.Interface, one.Opnum), StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>All of them.</summary>
    public static IReadOnlyList<ProbedOperation> All { get; }

    /// <summary>How facts name an operation: "uuid#number".</summary>
    public static string Key(Guid uuid, ushort opnum) => string.Create(CultureInfo.InvariantCulture, $"{uuid}#{opnum}");

    /// <summary>The operation with this key; null if it is none of these.</summary>
    public static ProbedOperation? Find(string key) => ByKey.GetValueOrDefault(key);

    /// <summary>True for interfaces that no mapper lists: the mapper, remote management, the object exporter and the activator.</summary>
    public static bool IsUnregistered(string uuid) => uuid.ToLowerInvariant() is "e1af8308-5d1f-11c9-91a4-08002b14a0fa"
        or "afa8bd80-7d8a-11c9-bef4-08002b102989" or "99fcfec4-5260-101b-bbcb-00aa0021347a" or "000001a0-0000-0000-c000-000000000046"
        or "4d9f4ab8-7d1c-11cf-861e-0020af6e7c57";

    private static ProbedOperation Parse(string line)
    {
        // uuid version opnum name uses
        var parts = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var version = parts[1].Split('.');
        var uses = parts[4].Split(',');
        return new(
            Guid.Parse(parts[0]), ushort.Parse(version[0], CultureInfo.InvariantCulture),
                ushort.Parse(version[1], CultureInfo.InvariantCulture),
            ushort.Parse(parts[2], CultureInfo.InvariantCulture), parts[3],
            uses.Where(use => use != "sensitive").Aggregate(ProbedUse.None, (all, use) => all | Use(use)), uses.Contains("sensitive"));
    }

    private static ProbedUse Use(string word) => word switch
    {
        "anonymous" => ProbedUse.Anonymous,
        "coercion" => ProbedUse.Coercion,
        "execution" => ProbedUse.Execution,
        "mapper-write" => ProbedUse.MapperWrite,
        _ => throw new FormatException($"'{word}' is no use of an operation"),
    };
}
