namespace Sekimori.Capture.Http;

/// <summary>The first line and the header fields of one HTTP message.</summary>
internal sealed class HttpHead(string start)
{
    private readonly List<(string Name, string Value)> _fields = [];

    public string Start => start;

    public void Add(string name, string value) => _fields.Add((name, value));

    /// <summary>The first field of this name; the empty string if there is none.</summary>
    public string this[string name]
    {
        get
        {
            foreach (var (key, value) in _fields)
                if (string.Equals(key, name, StringComparison.OrdinalIgnoreCase)) return value;
            return "";
        }
    }

    /// <summary>True if there is a field of this name.</summary>
    public bool Has(string name) => _fields.Exists(field => string.Equals(field.Name, name, StringComparison.OrdinalIgnoreCase));
}
