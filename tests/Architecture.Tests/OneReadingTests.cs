namespace Sekimori.Architecture.Tests;

/// <summary>
/// What a server decides about is what it dispatches by (docs/decisions/0008-one-reading.md): the readers of captures are out of its reach.
/// </summary>
public class OneReadingTests
{
    [Theory]
    [InlineData("Gate"), InlineData("Server"), InlineData("Server.Rpc"), InlineData("Server.WsMan"), InlineData("Rpc"), InlineData("WsMan"),
        InlineData("Cim"), InlineData("Security"), InlineData("Detection")]
    public void The_live_path_does_not_reach_the_readers_of_captures(string project) =>
        Assert.DoesNotContain("Capture", Repository.Reached(project));

    [Theory]
    [InlineData("Gate"), InlineData("Server"), InlineData("Server.Rpc"), InlineData("Server.WsMan")]
    public void No_source_of_the_live_path_names_them(string project)
    {
        var folder = Path.Combine(Repository.Root, "src", project);
        var named =
            from file in Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories)
            where !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal)
            where File.ReadAllText(file).Contains("Sekimori.Capture", StringComparison.Ordinal)
            select Path.GetRelativePath(folder, file);
        Assert.Empty(named);
    }
}
