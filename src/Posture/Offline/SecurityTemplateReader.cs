using Sekimori.Posture.Facts;
using Sekimori.Wire;

namespace Sekimori.Posture.Offline;

/// <summary>
/// Reads GptTmpl.inf and exports of secedit: an INI file ([MS-GPSB] 2.2). [Registry Values] has MACHINE\key\name=type,value; services are
/// rows without '='.
/// </summary>
internal static class SecurityTemplateReader
{
    // The largest templates have 500 rows.
    private const int MaxRows = 20_000;

    /// <summary>Reads the facts.</summary>
    /// <exception cref="MalformedException">It is no such file.</exception>
    public static IReadOnlyList<Fact> Read(string text, string place)
    {
        // A template of a policy is called GptTmpl.inf; what secedit exports is in use on that host.
        var standing = Path.GetFileName(place.Replace('\\', '/')).Contains("GptTmpl", StringComparison.OrdinalIgnoreCase)
            ? Standing.Policy : Standing.Effective;
        var facts = new List<Fact>();
        var registry = new List<RegistryEntry>();
        var lines = new LineReader(text);
        var section = "";
        while (lines.Next() is { } line)
        {
            if (line.Length == 0 || line[0] == ';') continue;
            if (facts.Count + registry.Count >= MaxRows) throw new MalformedException(Malformed.TooMany, $"more than {MaxRows} rows");
            if (line[0] == '[')
            {
                if (line[^1] != ']') throw Wrong(lines.Number, "a section without ']'");
                section = line[1..^1];
            }
            else if (section.Equals("Registry Values", StringComparison.OrdinalIgnoreCase)) registry.Add(Registry(line, lines.Number));
            else if (section.Equals("Service General Setting", StringComparison.OrdinalIgnoreCase))
                facts.Add(Service(line, lines.Number, standing, place));
            else if (line.IndexOf('=', StringComparison.Ordinal) is > 0 and var equals)
                facts.Add(new(FactId.Template, $"{section}/{line[..equals].Trim()}", line[(equals + 1)..].Trim(), FactSource.Offline,
                    standing,
                    place));
            // Rows of other sections, such as [File Security], have no '='; no check needs them.
        }

        facts.AddRange(RegistryFacts.Of(registry, standing, place));
        return facts;
    }

    // MACHINE\Software\…\Name=4,5: the type is the registry's ([MS-GPSB] 2.2.5); 7 is a list with commas, 1 a text in quotes.
    private static RegistryEntry Registry(string line, int number)
    {
        var equals = line.IndexOf('=', StringComparison.Ordinal);
        var comma = equals < 0 ? -1 : line.IndexOf(',', equals);
        if (comma < 0) throw Wrong(number, "expected key=type,value");
        var path = line[..equals].Trim().Trim('"');
        var slash = path.LastIndexOf('\\');
        if (slash <= 0) throw Wrong(number, "a registry value without a key");
        if (!uint.TryParse(line[(equals + 1)..comma].Trim(), out var type)) throw Wrong(number, "a type that is no number");
        var key = path[..slash];
        const string machine = "MACHINE\\", user = "CURRENT_USER\\";
        if (key.StartsWith(machine, StringComparison.OrdinalIgnoreCase)) key = "HKLM\\" + key[machine.Length..];
        else if (key.StartsWith(user, StringComparison.OrdinalIgnoreCase)) key = "HKCU\\" + key[user.Length..];
        var value = line[(comma + 1)..].Trim();
        return new(key, path[(slash + 1)..], type, value is ['"', .. var inner, '"'] ? inner : value);
    }

    // "Spooler",4,"D:(…)": 2 automatic, 3 manual, 4 disabled ([MS-GPSB] 2.2.8).
    private static Fact Service(string line, int number, Standing standing, string place)
    {
        var parts = line.Split(',', 3);
        if (parts.Length < 2) throw Wrong(number, "expected service,start");
        return new(FactId.ServiceStart, parts[0].Trim().Trim('"'), parts[1].Trim(), FactSource.Offline, standing, place);
    }

    private static MalformedException Wrong(int line, string what) => new(Malformed.BadValue, $"line {line}: {what}");
}
