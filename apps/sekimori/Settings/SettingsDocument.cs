using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Sekimori.App.Settings;

/// <summary>Reads a YAML file into nodes that know where they stand.</summary>
internal static class SettingsDocument
{
    // No settings file is larger; a larger one is another file.
    private const int MaxSize = 1024 * 1024;

    // Settings have three levels.
    private const int MaxDepth = 16;

    /// <summary>Reads the file at <paramref name="path"/>.</summary>
    /// <exception cref="SettingsException">It is not a YAML, or of the wrong shape.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static MapNode Read(string path)
    {
        using var file = File.OpenRead(path);
        if (file.Length > MaxSize)
            throw new IOException($"{path} is larger than {MaxSize} bytes");
        using var reader = new StreamReader(file);
        return Parse(reader, path);
    }

    /// <summary>Reads YAML; <paramref name="name"/> is in the messages.</summary>
    /// <exception cref="SettingsException">It is not a YAML, or of the wrong shape.</exception>
    public static MapNode Parse(TextReader text, string name)
    {
        try
        {
            var parser = new Parser(text);
            parser.Consume<StreamStart>();
            if (parser.Accept<StreamEnd>(out _))
                return new MapNode([], 1, 1);
            parser.Consume<DocumentStart>();
            var root = ReadNode(parser, name, 0);
            parser.Consume<DocumentEnd>();
            if (!parser.Accept<StreamEnd>(out _))
                throw At(name, parser.Current!.Start, "a second document starts here; only one is supported");
            return root switch
            {
                MapNode map => map,
                ScalarNode { Text: "" } => new MapNode([], 1, 1),
                _ => throw new SettingsException(name, root.Line, root.Column, $"expected settings as 'key: value', not {root.Kind}"),
            };
        }
        catch (YamlException failure)
        {
            throw At(name, failure.Start, failure.Message.ReplaceLineEndings(" "));
        }
    }

    private static SettingsNode ReadNode(Parser parser, string name, int depth)
    {
        var at = parser.Current?.Start ?? Mark.Empty;
        if (depth > MaxDepth)
            throw At(name, at, $"nested more than {MaxDepth} levels deep");
        if (parser.TryConsume<Scalar>(out var scalar))
            return ScalarOf(scalar);
        if (parser.TryConsume<SequenceStart>(out var list))
        {
            var items = new List<SettingsNode>();
            while (!parser.TryConsume<SequenceEnd>(out _))
                items.Add(ReadNode(parser, name, depth + 1));
            return new ListNode(items, list.Start.Line, list.Start.Column);
        }

        if (parser.TryConsume<MappingStart>(out var map))
            return ReadMap(parser, name, depth, map);
        // An alias lets a small file represent a huge one.
        throw At(name, at, "aliases (*name) are not supported; write the value itself");
    }

    private static MapNode ReadMap(Parser parser, string name, int depth, MappingStart start)
    {
        var entries = new List<(ScalarNode Key, SettingsNode Value)>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        while (!parser.TryConsume<MappingEnd>(out _))
        {
            if (ReadNode(parser, name, depth + 1) is not ScalarNode key)
                throw At(name, parser.Current!.Start, "a key must be a single word");
            if (!seen.Add(key.Text))
                throw new SettingsException(name, key.Line, key.Column, $"'{key.Text}' is repeated");
            entries.Add((key, ReadNode(parser, name, depth + 1)));
        }

        return new MapNode(entries, start.Start.Line, start.Start.Column);
    }

    private static ScalarNode ScalarOf(Scalar scalar)
    {
        var isNothing = scalar.Style == ScalarStyle.Plain && scalar.Value is "~" or "null";
        return new ScalarNode(isNothing ? "" : scalar.Value, scalar.Start.Line, scalar.Start.Column);
    }

    private static SettingsException At(string name, in Mark mark, string reason) => new(name, mark.Line, mark.Column, reason);
}
