namespace Sekimori.Posture.Checks;

/// <summary>All checks, from the files beside this one.</summary>
internal static class CheckCatalogue
{
    private static readonly Dictionary<string, Check> ById;

    static CheckCatalogue()
    {
        All = CheckReader.Read(EmbeddedText.Read("checks.yml"), CheckReader.ReadSettings(EmbeddedText.Read("settings.yml")));
        ById = All.ToDictionary(check => check.Id, StringComparer.OrdinalIgnoreCase);
        foreach (var check in All) ById.TryAdd(check.Name, check);
    }

    /// <summary>Every check, in the order of the file.</summary>
    public static IReadOnlyList<Check> All { get; }

    /// <summary>The check with this number or name; null if there is none.</summary>
    public static Check? Find(string idOrName) => ById.GetValueOrDefault(idOrName);
}
