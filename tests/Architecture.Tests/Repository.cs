using System.Xml.Linq;

namespace Sekimori.Architecture.Tests;

/// <summary>The checked-out project, found upwards from the test's own binary.</summary>
internal static class Repository
{
    public static string Root { get; } = Find();

    /// <summary>The projects below src/ by name, with the names of those that they refer to.</summary>
    public static IReadOnlyDictionary<string, string[]> Projects() =>
        Directory.EnumerateFiles(Path.Combine(Root, "src"), "*.csproj", SearchOption.AllDirectories).ToDictionary(
            path => Path.GetFileNameWithoutExtension(path),
            path => XDocument.Load(path).Descendants("ProjectReference")
                // A generator is handed to the compiler, it is not a reference of the program.
                .Where(reference => (string?)reference.Attribute("OutputItemType") != "Analyzer")
                .Select(reference => Path.GetFileNameWithoutExtension((string)reference.Attribute("Include")!)).ToArray());

    /// <summary>The projects that a project refers to, directly and through others.</summary>
    public static IReadOnlySet<string> Reached(string project)
    {
        var projects = Projects();
        var reached = new HashSet<string>();
        var open = new Stack<string>(projects[project]);
        while (open.TryPop(out var next))
            if (reached.Add(next))
                foreach (var further in projects[next]) open.Push(further);
        return reached;
    }

    /// <summary>The packages that a project refers to, directly and through others of ours.</summary>
    public static IReadOnlySet<string> Packages(string project) => Reached(project).Append(project)
        .SelectMany(name => XDocument.Load(Path.Combine(Root, "src", name, name + ".csproj")).Descendants("PackageReference"))
        // A private package is of the compiler alone.
        .Where(reference => (string?)reference.Attribute("PrivateAssets") != "all")
        .Select(reference => (string)reference.Attribute("Include")!).ToHashSet();

    /// <summary>The sources in a folder, without those that the build writes.</summary>
    public static string[] Sources(params string[] folder)
    {
        var obj = $"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}";
        var sources = Directory.EnumerateFiles(Path.Combine([Root, .. folder]), "*.cs", SearchOption.AllDirectories)
            .Where(path => !path.Contains(obj, StringComparison.Ordinal)).ToArray();
        Assert.NotEmpty(sources);
        return sources;
    }

    private static string Find()
    {
        for (var folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
            if (File.Exists(Path.Combine(folder, "Sekimori.slnx"))) return folder;
        throw new InvalidOperationException("Sekimori.slnx is in no folder above the test.");
    }
}
