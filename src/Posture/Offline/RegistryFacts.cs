using Sekimori.Posture.Facts;
using Sekimori.Wire;

namespace Sekimori.Posture.Offline;

/// <summary>Registry values of a file as facts: what a later entry sets or removes replaces an earlier one.</summary>
internal static class RegistryFacts
{
    // Each is compared with every key of the file. Policies and scripts remove a handful.
    private const int MaxRemovedKeys = 1000;

    /// <summary>The facts.</summary>
    /// <param name="entries">The entries in the order of the file.</param>
    /// <param name="standing">The standing of a value outside the keys of policies.</param>
    /// <param name="place">The file.</param>
    /// <exception cref="MalformedException">More keys are removed than the limit.</exception>
    public static IReadOnlyList<Fact> Of(IEnumerable<RegistryEntry> entries, Standing standing, string place)
    {
        var keys = new Dictionary<string, Dictionary<string, Fact>>(StringComparer.OrdinalIgnoreCase);
        var gone = new List<Fact>();
        var removed = 0;
        foreach (var entry in entries)
        {
            switch (entry.Removal)
            {
                case RegistryRemoval.Values:
                    Remove(entry.Key);
                    break;
                case RegistryRemoval.Key:
                    if (++removed > MaxRemovedKeys) throw new MalformedException(Malformed.TooMany,
                        $"more than {MaxRemovedKeys} removed keys");
                    foreach (var key in keys.Keys.Where(key => IsWithin(key, entry.Key)).ToList()) Remove(key);
                    break;
                default:
                    Set(entry);
                    break;
            }
        }

        return [.. gone, .. keys.Values.SelectMany(values => values.Values)];

        // What was removed comes first: a value that is set again later counts.
        void Remove(string key)
        {
            if (keys.Remove(key, out var values))
                gone.AddRange(values.Values.Select(fact => fact with { Standing = Standing.Removed, Value = "" }));
        }

        void Set(RegistryEntry entry)
        {
            if (!keys.TryGetValue(entry.Key, out var values)) keys[entry.Key] = values = new(StringComparer.OrdinalIgnoreCase);
            var isPolicy = entry.Key.StartsWith(@"HKLM\SOFTWARE\Policies\", StringComparison.OrdinalIgnoreCase);
            values[entry.Name] = new(FactId.Registry, $"{entry.Key}!{entry.Name}", entry.Value, FactSource.Offline,
                entry.IsRemoved ? Standing.Removed : isPolicy ? Standing.Policy : standing, place);
        }
    }

    private static bool IsWithin(string key, string above) => key.StartsWith(above, StringComparison.OrdinalIgnoreCase)
        && (key.Length == above.Length || key[above.Length] == '\\');
}
