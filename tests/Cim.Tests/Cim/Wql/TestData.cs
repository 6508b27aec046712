using System.Text;
using Sekimori.Cim.Model;
using Sekimori.Cim.Providers;
using Sekimori.Cim.Schema;

namespace Sekimori.Cim.Tests.Wql;

/// <summary>Reads data.txt: classes and rows, and the object manager that serves them.</summary>
internal static class TestData
{
    public const string Space = "root/test";

    private static readonly Dictionary<string, CimClass> _classes = new(StringComparer.OrdinalIgnoreCase);
    private static readonly Dictionary<string, List<CimInstance>> _rows = [];

    static TestData()
    {
        CimClass? current = null;
        var lines = Resource("data.txt").Where(l => l.Length > 0 && l[0] != '#').ToList();
        for (var i = 0; i < lines.Count; i++)
        {
            if (lines[i].StartsWith("class ", StringComparison.Ordinal))
                current = ReadClass(lines[i], i + 1 < lines.Count && lines[i + 1].StartsWith("  ", StringComparison.Ordinal)
                    ? lines[++i].Trim()
                    : "");
            else
                _rows.TryAdd(current!.Name, []);
            if (lines[i].StartsWith("row ", StringComparison.Ordinal))
                _rows[current!.Name].Add(ReadRow(current, lines[i][4..]));
        }
        var builder = new ObjectManagerBuilder { Host = "PC1" };
        foreach (var c in _classes.Values)
            if (_rows.TryGetValue(c.Name, out var rows))
                builder.Add(Space, new ListProvider(c, rows));
            else
                builder.Add(Space, c);
        Manager = builder.Build();
    }

    public static ObjectManager Manager { get; }

    public static IReadOnlyList<CimInstance> Rows(string className) => _rows[className];

    public static CimClass Class(string name) => _classes[name];

    public static IEnumerable<string> Resource(string name)
    {
        using var reader = new StreamReader(typeof(TestData).Assembly.GetManifestResourceStream(name)!, Encoding.UTF8);
        while (reader.ReadLine() is { } line)
            yield return line;
    }

    private static CimClass ReadClass(string head, string body)
    {
        var words = head.Split(' ', StringSplitOptions.RemoveEmptyEntries).Skip(1).ToList();
        var super = words.Count > 2 && words[1] == ":" ? _classes[words[2]] : null;
        var qualifiers = words.Where(w => w[0] == '[').SelectMany(w => w.Trim('[', ']').Split(',')).Select(q => new CimQualifier(q, true));
        var keys = words.Where(w => w.StartsWith("keys=", StringComparison.Ordinal)).Select(w => w[5..]).ToHashSet();
        var properties = (super?.Properties ?? []).Where(p => keys.Contains(p.Name))
            .Select(p => new CimProperty { Name = p.Name, Type = p.Type, Index = p.Index, Origin = p.Origin, IsKey = true }).ToList();
        var index = super?.Properties.Count ?? 0;
        foreach (var word in body.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            var parts = word.TrimEnd('*').Split(':', '>');
            var type = parts[1].Replace("[]", "", StringComparison.Ordinal);
            properties.Add(new CimProperty
            {
                Name = parts[0],
                Type = type switch { "ref" => CimType.Reference, "object" => CimType.Object, _ => Enum.Parse<CimType>(type, true) },
                IsArray = parts[1].EndsWith("[]", StringComparison.Ordinal),
                IsKey = word[^1] == '*',
                ReferenceClass = parts.Length > 2 ? parts[2] : null,
                Index = index++,
                Origin = words[0],
            });
        }
        return _classes[words[0]] = new CimClass(words[0], super, properties, null, qualifiers);
    }

    private static CimInstance ReadRow(CimClass c, string text)
    {
        var instance = new CimInstance(c);
        var words = Describe(text);
        Assert.Equal(c.Properties.Count, words.Count);
        for (var i = 0; i < words.Count; i++)
            if (words[i] != "-")
                instance.Set(c.Properties[i].Name, Read(c.Properties[i], words[i]));
        return instance;
    }

    private static CimValue Read(CimProperty property, string text)
    {
        if (property.IsArray)
            return CimArray.Of(text.Split(';'));
        if (property.Type != CimType.Object)
            return CimValue.TryParse(property.Type, text, out var value) ? value : throw new FormatException($"{property.Name}: {text}");
        var inner = new CimInstance(_classes.GetValueOrDefault(property.ReferenceClass!)
            ?? throw new FormatException(property.ReferenceClass));
        var parts = text.Trim('{', '}').Split(';');
        for (var i = 0; i < parts.Length; i++)
            if (parts[i] != "-")
                inner.Set(inner.Class.Properties[i].Name, Read(inner.Class.Properties[i], parts[i]));
        return inner;
    }

    // Words with blanks are in quotes; a quote inside is escaped, other backslashes stay.
    private static List<string> Describe(string text)
    {
        var words = new List<string>();
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == ' ')
                continue;
            var quoted = text[i] == '"';
            var word = new StringBuilder();
            for (i += quoted ? 1 : 0; i < text.Length && text[i] != (quoted ? '"' : ' '); i++)
                word.Append(quoted && text[i] == '\\' && i + 1 < text.Length && text[i + 1] is '"' or '\\' ? text[++i] : text[i]);
            words.Add(word.ToString());
        }
        return words;
    }

    private sealed class ListProvider(CimClass c, List<CimInstance> rows) : ICimProvider
    {
        public CimClass Class => c;

        public bool MayBlock => false;

        public IAsyncEnumerable<CimInstance> EnumerateAsync(ProviderRequest request) => rows.ToAsyncEnumerable();

        public ValueTask<CimInstance?> GetAsync(CimObjectPath path, ProviderRequest request) =>
            new(rows.Find(r => path.Equals(r.GetPath())));

        public ValueTask<CimMethodResult> InvokeAsync(ProviderCall call) => throw new NotSupportedException();
    }
}
