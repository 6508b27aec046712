using Sekimori.Posture.Checks;
using Sekimori.Wire;

namespace Sekimori.Posture.Imported;

/// <summary>
/// Reads a list of HardeningKitty: CSV with a heading, a row for each setting of a baseline. Rows about registry values of the machine
/// become checks; what is about accounts, services or a user's own registry is skipped and counted.
/// </summary>
internal static class HardeningKittyReader
{
    private static readonly string[] Needed = ["ID", "Name", "Method", "RegistryPath", "RegistryItem", "RecommendedValue", "Operator",
        "Severity"];

    /// <summary>Reads the list.</summary>
    /// <param name="text">The file.</param>
    /// <param name="name">Its name, for references.</param>
    /// <exception cref="MalformedException">It is no such list.</exception>
    public static ImportedList Read(string text, string name)
    {
        var rows = CsvRows.Read(text);
        if (rows.Count == 0) throw new MalformedException(Malformed.BadValue, "the list is empty");
        var heading = rows[0].Cells.Select((cell, at) => (Name: cell.Trim(), at))
            .GroupBy(cell => cell.Name, StringComparer.OrdinalIgnoreCase)
            .ToDictionary(cell => cell.Key, cell => cell.First().at, StringComparer.OrdinalIgnoreCase);
        if (Array.Find(Needed, one => !heading.ContainsKey(one)) is { } missing)
            throw new MalformedException(Malformed.BadValue, $"the heading has no '{missing}': not a list of HardeningKitty");
        var checks = new Dictionary<string, Check>(StringComparer.OrdinalIgnoreCase);
        var skipped = 0;
        foreach (var (line, cells) in rows.Skip(1))
        {
            string Cell(string column) => heading.TryGetValue(column, out var at) && at < cells.Count ? cells[at].Trim() : "";
            if (Cell("ID").Length == 0) throw new MalformedException(Malformed.BadValue, $"line {line}: the row has no ID");
            if (One(Cell, name) is { } check && checks.TryAdd(check.Id, check)) continue;
            skipped++;
        }

        return new([.. checks.Values], skipped);
    }

    private static Check? One(Func<string, string> cell, string name)
    {
        if (!cell("Method").StartsWith("Registry", StringComparison.OrdinalIgnoreCase) || Key(cell("RegistryPath")) is not { } key
            || cell("RegistryItem").Length == 0 || Condition(cell("Operator"), cell("RecommendedValue")) is not { } condition)
            return null;
        var setting = new Setting($"{key}!{cell("RegistryItem")}", $"{key}!{cell("RegistryItem")}", null, null);
        var title = cell("Name").Length > 0 ? cell("Name") : setting.Id;
        return new Check
        {
            // A prefix of their own: no number of the catalogue can be meant.
            Id = "HK-" + cell("ID"), Name = "imported", Severity = Level(cell("Severity")), SeenBy = SeenBy.Offline | SeenBy.Logon,
            Title = new(title, title), Reason = new(cell("Category"), cell("Category")),
            Remedy = $"New-Item 'HKLM:{key[4..]}' -Force | "
                + $"Set-ItemProperty -Name '{cell("RegistryItem")}' -Value '{cell("RecommendedValue")}'",
            References = [name, cell("ID")], Settings = [new(setting, condition, null)],
        };
    }

    // HKLM:\ of PowerShell, or the whole name.
    private static string? Key(string path)
    {
        foreach (var root in (string[])[@"HKLM:\", @"HKLM\", @"HKEY_LOCAL_MACHINE\", @"Registry::HKEY_LOCAL_MACHINE\"])
            if (path.StartsWith(root, StringComparison.OrdinalIgnoreCase)) return @"HKLM\" + path[root.Length..].TrimEnd('\\');
        return null;
    }

    private static Condition? Condition(string comparison, string value) => comparison switch
    {
        "=" or "" => new(ConditionKind.Is, value),
        "!=" => new(ConditionKind.IsNot, value),
        ">=" => new(ConditionKind.Least, value),
        "<=" => new(ConditionKind.Most, value),
        _ => null,
    };

    private static Severity Level(string word) => Enum.TryParse<Severity>(word, ignoreCase: true, out var severity)
        && Enum.IsDefined(severity) ? severity : Severity.Medium;
}
