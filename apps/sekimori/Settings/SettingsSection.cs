using System.Globalization;
using Sekimori.App.Terminal;

namespace Sekimori.App.Settings;

/// <summary>Reads a value from its text: gives it, or says what is wrong.</summary>
internal delegate bool SettingParser<T>(string text, out T value, out string? reason);

/// <summary>
/// A group of a settings file while it is being read: the reader asks for the keys it knows, and <see cref="End"/> rejects all others.
/// </summary>
internal sealed class SettingsSection(MapNode map, string file)
{
    private readonly List<string> asked = [];

    /// <summary>The value of <paramref name="key"/>, or <paramref name="otherwise"/> where the file does not say.</summary>
    public T Value<T>(string key, SettingParser<T> parser, T otherwise) =>
        Find(key) is { } node ? Read(Scalar(key, node), parser) : otherwise;

    /// <summary>A value or a list of them; null if the file does not say.</summary>
    public IReadOnlyList<T>? Values<T>(string key, SettingParser<T> parser) => Find(key) switch
    {
        null => null,
        ListNode list => [.. list.Items.Select(item => Read(Scalar(key, item), parser))],
        var node => [Read(Scalar(key, node), parser)],
    };

    /// <summary>A text, unchanged.</summary>
    public string? Text(string key, string? otherwise = null) => Value<string?>(key, SettingValues.Text!, otherwise);

    /// <summary>true or false.</summary>
    public bool Flag(string key, bool otherwise) => Value(key, static (string text, out bool value, out string? reason) =>
    {
        value = text is "true" or "yes" or "on";
        reason = value || text is "false" or "no" or "off" ? null : $"'{text}' is neither true nor false";
        return reason is null;
    }, otherwise);

    /// <summary>A whole number within limits.</summary>
    public int Number(string key, int otherwise, int min, int max) => Value(key, (string text, out int value, out string? reason) =>
    {
        var isNumber = int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value) && value >= min && value <= max;
        reason = isNumber ? null : $"'{text}' is not a number from {min} to {max}";
        return reason is null;
    }, otherwise);

    /// <summary>A number of bytes within limits.</summary>
    public long Size(string key, long otherwise, long min, long max) =>
        Value(key, Within<long>(SettingValues.Size, min, max, "bytes"), otherwise);

    /// <summary>A span of time within limits.</summary>
    public TimeSpan Time(string key, TimeSpan otherwise, TimeSpan min, TimeSpan max) =>
        Value(key, Within<TimeSpan>(SettingValues.Time, min, max, "as days.hours:minutes:seconds"), otherwise);

    /// <summary>One of a few words.</summary>
    public string Word(string key, string otherwise, params string[] known) =>
        Value(key, (string text, out string value, out string? reason) =>
    {
        value = text;
        reason = known.Contains(text) ? null : $"'{text}' is not one of {string.Join(", ", known)}";
        return reason is null;
    }, otherwise);

    /// <summary>Names that the file chooses freely, with a text each.</summary>
    public IReadOnlyDictionary<string, string>? Texts(string key) => Find(key) switch
    {
        null => null,
        MapNode texts =>
            texts.Entries.ToDictionary(e => e.Key.Text, e => Scalar(e.Key.Text, e.Value).Text, StringComparer.OrdinalIgnoreCase),
        var node => throw Wrong(node, $"{key}: expected 'name: value' lines, not {node.Kind}"),
    };

    /// <summary>Names of a kind, with a value each; null if the file does not say.</summary>
    public IReadOnlyDictionary<TName, TValue>? Pairs<TName, TValue>(string key, SettingParser<TName> name, SettingParser<TValue> value)
        where TName : notnull
    {
        if (Find(key) is not { } node) return null;
        if (node is not MapNode pairs) throw Wrong(node, $"{key}: expected 'name: value' lines, not {node.Kind}");
        var read = new Dictionary<TName, TValue>();
        foreach (var (left, right) in pairs.Entries)
            if (!read.TryAdd(Read(left, name), Read(Scalar(left.Text, right), value)))
                throw Wrong(left, $"{left.Text} is repeated");
        return read;
    }

    /// <summary>Reads a group within this one, if there is one.</summary>
    public void Section(string key, Action<SettingsSection> read)
    {
        switch (Find(key))
        {
            case null:
                break;
            case MapNode inner:
                var section = new SettingsSection(inner, file);
                read(section);
                section.End();
                break;
            case var node:
                throw Wrong(node, $"{key}: expected a group of settings, not {node.Kind}");
        }
    }

    /// <summary>Reads a list of groups; null if the file does not say.</summary>
    /// <param name="key">The key of the list.</param>
    /// <param name="read">Reads one group.</param>
    /// <param name="most">How many there may be.</param>
    public IReadOnlyList<T>? Sections<T>(string key, Func<SettingsSection, T> read, int most)
    {
        if (Find(key) is not { } node) return null;
        if (node is not ListNode list) throw Wrong(node, $"{key}: expected a list of groups, not {node.Kind}");
        if (list.Items.Count > most) throw Wrong(node, $"{key}: more than {most} entries");
        return [.. list.Items.Select(item =>
        {
            if (item is not MapNode inner) throw Wrong(item, $"{key}: expected a group of settings, not {item.Kind}");
            var section = new SettingsSection(inner, file);
            var value = read(section);
            section.End();
            return value;
        })];
    }

    /// <summary>Rejects the keys that were not asked for: a misspelt setting must not be ignored silently.</summary>
    public void End()
    {
        foreach (var (key, _) in map.Entries)
        {
            if (asked.Contains(key.Text))
                continue;
            var suggestion = Nearest.To(key.Text, asked);
            var hint = suggestion is null ? $"; known here: {string.Join(", ", asked)}" : $"; did you mean '{suggestion}'?";
            throw Wrong(key, $"'{key.Text}' is not a setting{hint}");
        }
    }

    /// <summary>Rejects the group as a whole.</summary>
    /// <exception cref="SettingsException">Always.</exception>
    public void Refuse(string reason) => throw Wrong(map, reason);

    private static SettingParser<T> Within<T>(SettingParser<T> parser, T min, T max, string unit)
        where T : IComparable<T> => (string text, out T value, out string? reason) =>
    {
        if (!parser(text, out value, out reason))
            return false;
        reason = value.CompareTo(min) >= 0 && value.CompareTo(max) <= 0 ? null : $"'{text}' is not between {min} and {max} ({unit})";
        return reason is null;
    };

    private SettingsNode? Find(string key)
    {
        asked.Add(key);
        return map.Entries.FirstOrDefault(e => e.Key.Text == key).Value;
    }

    private T Read<T>(ScalarNode node, SettingParser<T> parser) =>
        parser(node.Text, out var value, out var reason) ? value : throw Wrong(node, reason!);

    private ScalarNode Scalar(string key, SettingsNode node) => node switch
    {
        ScalarNode { Text.Length: > 0 } scalar => scalar,
        _ => throw Wrong(node, $"{key}: expected a value, not {node.Kind}"),
    };

    private SettingsException Wrong(SettingsNode node, string reason) => new(file, node.Line, node.Column, reason);
}
