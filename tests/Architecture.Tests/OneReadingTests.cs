namespace Sekimori.Architecture.Tests;

/// <summary>What a server decides about is what it dispatches by (docs/decisions/0008-one-reading.md): the readers of captures are out of its reach.</summary>
public class OneReadingTests
{
    [Theory]
    [InlineData("Hosting"), InlineData("Rpc"), InlineData("WsMan"), InlineData("Cim"), InlineData("Security"), InlineData("Detection")]
    public void The_live_path_does_not_reach_the_readers_of_captures(string project) => Assert.DoesNotContain("Capture", Reached(project));

    [Fact]
    public void No_source_of_the_live_path_names_them()
    {
        var hosting = Path.Combine(Repository.Root, "src", "Hosting");
        var named =
            from file in Directory.EnumerateFiles(hosting, "*.cs", SearchOption.AllDirectories)
            where !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal)
            where File.ReadAllText(file).Contains("Sekimori.Capture", StringComparison.Ordinal)
            select Path.GetRelativePath(hosting, file);
        Assert.Empty(named);
    }

    private static HashSet<string> Reached(string project)
    {
        var projects = Repository.Projects();
        var reached = new HashSet<string>();
        var open = new Stack<string>(projects[project]);
        while (open.TryPop(out var next))
            if (reached.Add(next))
                foreach (var further in projects[next]) open.Push(further);
        return reached;
    }
}
