using System.Globalization;
using System.Text;
using Sekimori.Wire;

namespace Sekimori.Posture.Offline;

/// <summary>Reads a .reg file: [key] lines, and values as text, dword or hex with a type.</summary>
internal static class RegistryFileReader
{
    // As many values as a hive of 16 MB in text has.
    private const int MaxEntries = 200_000;

    // A value of 1 MB in hexadecimal; its lines are joined before it is read.
    private const int MaxValue = 4 * 1024 * 1024;

    private static readonly (string Long, string Short)[] Hives =
    [
        ("HKEY_LOCAL_MACHINE", "HKLM"), ("HKEY_CURRENT_USER", "HKCU"), ("HKEY_USERS", "HKU"), ("HKEY_CLASSES_ROOT", "HKCR"),
        ("HKEY_CURRENT_CONFIG", "HKCC"),
    ];

    /// <summary>Reads the values in their order.</summary>
    /// <exception cref="MalformedException">It is no such file.</exception>
    public static IReadOnlyList<RegistryEntry> Read(string text)
    {
        var entries = new List<RegistryEntry>();
        string? key = null;
        var lines = new LineReader(text);
        lines.Next(); // The header.
        while (lines.Next() is { } line)
        {
            if (line.Length == 0 || line[0] == ';') continue;
            if (entries.Count >= MaxEntries) throw new MalformedException(Malformed.TooMany, $"more than {MaxEntries} values");
            if (line[0] == '[') key = Key(line, lines.Number, entries);
            else if (line[0] is '"' or '@')
            {
                if (key is null) throw Wrong(lines.Number, "a value before the first [key]");
                entries.Add(Value(key, Joined(line, lines), lines.Number));
            }
            else throw Wrong(lines.Number, "expected [key], \"name\"=value or a comment");
        }

        return entries;
    }

    private static string Key(string line, int number, List<RegistryEntry> entries)
    {
        if (!line.EndsWith(']')) throw Wrong(number, "a key without ']'");
        var path = line[1..^1];
        var isRemoved = path.StartsWith('-');
        if (isRemoved) path = path[1..];
        foreach (var (whole, brief) in Hives)
            if (path.StartsWith(whole, StringComparison.OrdinalIgnoreCase)) path = brief + path[whole.Length..];
        if (isRemoved) entries.Add(new(path, "", 0, "", RegistryRemoval.Key));
        return path;
    }

    // hex values go on behind a backslash at the end of the line.
    private static string Joined(string line, LineReader lines)
    {
        if (!line.EndsWith('\\')) return line;
        var whole = new StringBuilder(line, 0, line.Length - 1, line.Length + 80);
        while (lines.Next() is { } next)
        {
            if (whole.Length + next.Length > MaxValue) throw Wrong(lines.Number, $"a value longer than {MaxValue} characters");
            var goesOn = next.EndsWith('\\');
            whole.Append(goesOn ? next[..^1] : next);
            if (!goesOn) break;
        }

        return whole.ToString();
    }

    private static RegistryEntry Value(string key, string line, int number)
    {
        string name;
        int at;
        if (line[0] == '@') (name, at) = ("", 1);
        else (name, at) = Quoted(line, 0, number);
        while (at < line.Length && line[at] == ' ') at++;
        if (at >= line.Length || line[at] != '=') throw Wrong(number, "a value without '='");
        var value = line[(at + 1)..].Trim();
        if (value == "-") return new(key, name, 0, "", RegistryRemoval.Value);
        if (value.StartsWith('"')) return new(key, name, RegistryValue.Text, Quoted(value, 0, number).Text);
        if (value.StartsWith("dword:", StringComparison.OrdinalIgnoreCase))
            return uint.TryParse(value.AsSpan(6), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var word)
                ? new(key, name, RegistryValue.Number, word.ToString(CultureInfo.InvariantCulture))
                : throw Wrong(number, "a dword that is no number");
        if (value.StartsWith("hex", StringComparison.OrdinalIgnoreCase)) return Hex(key, name, value, number);
        throw Wrong(number, "expected a text, dword: or hex:");
    }

    // hex:00,01 is REG_BINARY; hex(7):00,01 has its type in hexadecimal.
    private static RegistryEntry Hex(string key, string name, string value, int number)
    {
        var colon = value.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0) throw Wrong(number, "hex without ':'");
        var type = RegistryValue.Binary;
        var kind = value[3..colon];
        if (kind.Length > 0 && (kind is not ['(', .. var digits, ')']
            || !uint.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out type)))
            throw Wrong(number, $"the type 'hex{kind}'");
        var bytes = new List<byte>();
        foreach (var part in value[(colon + 1)..].Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            bytes.Add(byte.TryParse(part, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var one)
                ? one : throw Wrong(number, $"'{part[..Math.Min(part.Length, 10)]}' is no byte"));
        return new(key, name, type, RegistryValue.Of(type, bytes.ToArray()));
    }

    private static (string Text, int End) Quoted(string line, int at, int number)
    {
        var text = new StringBuilder();
        for (var i = at + 1; i < line.Length; i++)
        {
            if (line[i] == '\\' && i + 1 < line.Length) text.Append(line[++i]);
            else if (line[i] == '"') return (text.ToString(), i + 1);
            else text.Append(line[i]);
        }

        throw Wrong(number, "a text without its closing quote");
    }

    private static MalformedException Wrong(int line, string what) => new(Malformed.BadValue, $"line {line}: {what}");
}
