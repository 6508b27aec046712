using System.Text.RegularExpressions;

namespace Sekimori.Architecture.Tests;

/// <summary>Holds the projects' references against the table in ARCHITECTURE.md.</summary>
public partial class ReferenceTests
{
    private static readonly Dictionary<string, string[]> Declared =
        TableRow().Matches(File.ReadAllText(Path.Combine(Repository.Root, "ARCHITECTURE.md"))).ToDictionary(
            row => row.Groups["name"].Value,
            row => row.Groups["refers"].Value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));

    [Fact]
    public void Every_project_has_a_line_in_the_table_and_every_line_a_project() =>
        Assert.Equal(Declared.Keys.Order(), Repository.Projects().Keys.Where(name => !IsGenerator(name)).Order());

    [Fact]
    public void No_project_refers_to_one_that_its_line_does_not_lead_to()
    {
        var forbidden =
            from project in Repository.Projects()
            where !IsGenerator(project.Key)
            from reference in project.Value
            where !Reachable(project.Key).Contains(reference)
            select $"{project.Key} refers to {reference}";
        Assert.Empty(forbidden);
    }

    [Fact]
    public void Every_reference_in_the_table_is_real()
    {
        var projects = Repository.Projects();
        var idle = from line in Declared
                   from reference in line.Value
                   where !projects[line.Key].Contains(reference)
                   select $"{line.Key} does not refer to {reference}";
        Assert.Empty(idle);
    }

    [Fact]
    public void References_run_one_way() => Assert.All(Declared.Keys, name => Assert.DoesNotContain(name, Reachable(name)));

    // The compiler loads them; no program refers to them.
    private static bool IsGenerator(string project) => project.EndsWith(".Generator", StringComparison.Ordinal);

    private static HashSet<string> Reachable(string project)
    {
        var reached = new HashSet<string>();
        var open = new Stack<string>(Declared[project]);
        while (open.TryPop(out var next))
            if (reached.Add(next))
                foreach (var further in Declared[next]) open.Push(further);
        return reached;
    }

    [GeneratedRegex(@"^\| `(?<name>[A-Za-z.]+)` \|[^|\n]*\|(?<refers>[^|\n]*)\|$", RegexOptions.Multiline)]
    private static partial Regex TableRow();
}
