using System.Text;
using System.Xml.Linq;

namespace Sekimori.Packaging;

/// <summary>What a NuGet package says of its licence: its manifest, and the texts that lie in it.</summary>
/// <param name="Package">The package.</param>
/// <param name="Copyright">Its copyright notice, or its authors where it has none.</param>
/// <param name="Address">Its project's address; empty if it names none.</param>
/// <param name="Expression">An SPDX expression; empty where the licence is a file of the package.</param>
/// <param name="Files">Licences and notices in the package: names and texts.</param>
internal sealed record PackageLicence(
    PackageIdentity Package, string Copyright, string Address, string Expression, IReadOnlyList<(string Name, string Text)> Files)
{
    private static readonly string[] TextNames = ["licen", "copying", "notice", "third-party", "thirdparty"];

    /// <summary>True if the package has its licence's text itself, and not its notices alone.</summary>
    public bool HasText => Files.Any(file => !file.Name.Contains("notice", StringComparison.OrdinalIgnoreCase));

    /// <summary>Reads it from the folder of restored packages.</summary>
    /// <exception cref="InvalidDataException">The package names no licence, or is not there.</exception>
    public static PackageLicence Read(PackageIdentity package, string packages)
    {
        // NuGet's folders have lower-case names.
        var name = package.Name.ToLowerInvariant();
        var folder = Path.Combine(packages, name, package.Version.ToLowerInvariant());
        var manifest = Path.Combine(folder, name + ".nuspec");
        if (!File.Exists(manifest)) throw new InvalidDataException($"{manifest} is not there: restore the packages first");
        var metadata = XDocument.Load(manifest).Root!.Elements().First(element => element.Name.LocalName == "metadata");
        var licence = metadata.Elements().FirstOrDefault(element => element.Name.LocalName == "license");
        var named = (string?)licence?.Attribute("type") == "file" ? licence!.Value : null;
        var files = Directory.EnumerateFiles(folder).Select(Path.GetFileName).OfType<string>()
            .Where(file => Array.Exists(TextNames, text => file.StartsWith(text, StringComparison.OrdinalIgnoreCase)))
            .Append(named).OfType<string>().Distinct().Order(StringComparer.Ordinal)
            .Select(file => (file, Read(Path.Combine(folder, file)))).ToList();
        var expression = named is null && licence is not null ? licence.Value : "";
        if (expression.Length == 0 && named is null) throw new InvalidDataException($"{package.Name} {package.Version} names no licence");
        return new PackageLicence(package, Notice(Text("copyright"), Text("authors")), Text("projectUrl"), expression, files);

        string Text(string element) => metadata.Elements().FirstOrDefault(one => one.Name.LocalName == element)?.Value.Trim() ?? "";
    }

    private static string Notice(string copyright, string authors)
    {
        var notice = copyright.Length > 0 ? copyright : authors;
        return notice.Contains('©') || notice.Contains("copyright", StringComparison.OrdinalIgnoreCase) ? notice : "Copyright " + notice;
    }

    private static string Read(string path) => File.ReadAllText(path, Encoding.UTF8).ReplaceLineEndings("\n").Trim('\n');
}
