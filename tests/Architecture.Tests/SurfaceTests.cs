using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Sekimori.Architecture.Tests;

/// <summary>What a library shows is what its users need. Everything else is internal, and seen by our own projects alone.</summary>
public sealed partial class SurfaceTests
{
    /// <summary>Half of what was public when the surface was first counted (492). A type more here is a promise more to keep.</summary>
    private const int MostPublicTypes = 246;

    /// <summary>
    /// DCOM came later: its objects, activation, resolver and client, what the generator writes of them; and calls by name, with their
    /// values.
    /// </summary>
    private const int MostDcomTypes = 24;

    /// <summary>The client of WMI came later too: client, options, exception and failure, and the mode of a write.</summary>
    private const int MostWmiTypes = 5;

    private static readonly string[] Packages = [.. Property("Packages.props", "_Packages")];

    // They refer to none of ours.
    private static readonly string[] Outside = ["Sekimori.Architecture.Tests", "Sekimori.Coverage"];

    public static TheoryData<string> Packed => [.. Packages];

    [Fact]
    public void At_most_half_of_the_types_are_public()
    {
        var types = Repository.Projects().Keys.SelectMany(PublicTypes)
            .ToLookup(type => Dcom().IsMatch(type) ? "of DCOM " : Wmi().IsMatch(type) ? "of WMI " : "");
        Assert.All(((string Kind, int Most)[])[("", MostPublicTypes), ("of DCOM ", MostDcomTypes), ("of WMI ", MostWmiTypes)], ceiling =>
            Assert.True(types[ceiling.Kind].Count() <= ceiling.Most,
                $"{types[ceiling.Kind].Count()} public types {ceiling.Kind}instead of {ceiling.Most} at most."));
    }

    [Fact]
    public void A_project_without_a_package_shows_nothing()
    {
        // The compiler looks for a public generator.
        var shown = Repository.Projects().Keys.Except(Packages).SelectMany(PublicTypes).Where(type => !type.EndsWith("Generator"));
        Assert.Empty(shown);
    }

    [Theory]
    [MemberData(nameof(Packed))]
    public void The_surface_of_a_package_is_written_down(string project)
    {
        foreach (var file in (string[])["PublicAPI.Shipped.txt", "PublicAPI.Unshipped.txt"])
            Assert.Equal("#nullable enable", File.ReadLines(Path.Combine(Repository.Root, "src", project, file)).FirstOrDefault());
    }

    // ./pack makes no other: a package that refers to one could not be restored.
    [Theory]
    [MemberData(nameof(Packed))]
    public void A_package_refers_to_packages_alone(string project)
    {
        var references = XDocument.Load(Path.Combine(Repository.Root, "src", project, project + ".csproj")).Descendants("ProjectReference")
            .Where(reference => (string?)reference.Attribute("OutputItemType") != "Analyzer")
            .Select(reference => Path.GetFileNameWithoutExtension((string)reference.Attribute("Include")!));
        Assert.Empty(references.Except(Packages));
    }

    [Fact]
    public void Our_own_projects_see_internals_and_samples_do_not()
    {
        var own = ((string[])["src", "apps", "tests", "bench", "fuzz"]).SelectMany(Assemblies)
            .Where(name => !name.EndsWith(".Generator", StringComparison.Ordinal) && !Outside.Contains(name));
        Assert.Equal(
            own.Distinct().Order(StringComparer.Ordinal), Property("Friends.props", "SekimoriFriends").Order(StringComparer.Ordinal));
    }

    private static IEnumerable<string> PublicTypes(string project) =>
        Repository.Sources("src", project).SelectMany(PublicTypesOf).Distinct();

    private static IEnumerable<string> PublicTypesOf(string file)
    {
        var text = File.ReadAllText(file);
        var space = Namespace().Match(text).Groups[1].Value;
        return PublicType().Matches(text).Select(match => $"{space}.{match.Groups[1].Value}");
    }

    private static IEnumerable<string> Assemblies(string folder) =>
        from path in Directory.EnumerateFiles(Path.Combine(Repository.Root, folder), "*.csproj", SearchOption.AllDirectories)
        select XDocument.Load(path).Descendants("AssemblyName").SingleOrDefault()?.Value
            ?? "Sekimori." + Path.GetFileNameWithoutExtension(path);

    private static IEnumerable<string> Property(string file, string name) =>
        XDocument.Load(Path.Combine(Repository.Root, "src", file)).Descendants(name).Single().Value
            .Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    [GeneratedRegex(@"\.(Dcom|Orpc)\.|\.(ComInterface|Bstr)Attribute$")]
    private static partial Regex Dcom();

    [GeneratedRegex(@"\.Wmi\.|\.CimWriteMode$")]
    private static partial Regex Wmi();

    [GeneratedRegex("^namespace ([^;]+);", RegexOptions.Multiline)]
    private static partial Regex Namespace();

    // Namespaces are file-scoped: a type that is not nested begins its line. The name ends with its type parameters: T and T<U> are two.
    [GeneratedRegex(
        @"^(?:\[.*\] )?public (?:(?:abstract|sealed|static|partial|readonly|ref|unsafe) )*" +
        @"(?:(?:record struct|record class|class|struct|interface|enum|record) |delegate [^(]*?(?=\b\w+(?:<[^<>]*>)?\())(\w+(?:<[^<>]*>)?)",
        RegexOptions.Multiline)]
    private static partial Regex PublicType();
}
