namespace Sekimori.Packaging;

/// <summary>The notice of the software of others that a program contains: who wrote it, under which licence, and each text once.</summary>
internal static class ThirdPartyNotice
{
    private static readonly string Line = new('-', 80);

    /// <summary>Writes the notice. The same packages give the same bytes.</summary>
    /// <param name="target">Where to.</param>
    /// <param name="title">The program and its version.</param>
    /// <param name="packages">What it contains.</param>
    /// <param name="texts">The folder with the texts of licences that packages name and do not contain: EXPRESSION.txt.</param>
    /// <exception cref="InvalidDataException">A licence has no text.</exception>
    public static void Write(TextWriter target, string title, IReadOnlyList<PackageLicence> packages, string texts)
    {
        target.Write($"{title} contains software of others.\nTheir licences follow the list.\n\n");
        foreach (var package in packages)
        {
            target.Write($"{package.Package.Name} {package.Package.Version}\n  {package.Copyright}\n");
            if (package.Address.Length > 0) target.Write($"  {package.Address}\n");
            target.Write(package.Expression.Length > 0 ? $"  Licence: {package.Expression}\n" : "  Licence: its own, below\n");
        }

        foreach (var licence in packages.Where(package => !package.HasText).SelectMany(Names).Distinct().Order(StringComparer.Ordinal))
        {
            var path = Path.Combine(texts, licence + ".txt");
            if (!File.Exists(path))
            {
                var user = packages.First(package => Names(package).Contains(licence)).Package.Name;
                throw new InvalidDataException($"{user} is under {licence}, whose text is not in {texts}: add {licence}.txt");
            }

            Section(target, licence, File.ReadAllText(path).Trim('\n'));
        }

        // Packages of one project have the same files.
        foreach (var file in packages.SelectMany(package => package.Files.Select(file => (package.Package, file.Name, file.Text)))
            .GroupBy(file => file.Text))
        {
            Section(target, string.Join(",\n", file.Select(one => $"{one.Name} of {one.Package.Name} {one.Package.Version}")), file.Key);
        }
    }

    // The licences of an SPDX expression: MIT OR Apache-2.0.
    private static IEnumerable<string> Names(PackageLicence package) =>
        package.Expression.Split([' ', '(', ')'], StringSplitOptions.RemoveEmptyEntries)
            .Where(word => word is not ("AND" or "OR" or "WITH"));

    private static void Section(TextWriter target, string title, string text) =>
        target.Write($"\n{Line}\n{title}\n{Line}\n\n{text}\n");
}
