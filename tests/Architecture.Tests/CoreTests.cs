using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Sekimori.Architecture.Tests;

/// <summary>
/// Cores and services are what ARCHITECTURE.md lists as such: a project that loses its mark would lose the analyzer that keeps it without
/// I/O.
/// </summary>
public partial class CoreTests
{
    // Handlers are asynchronous, and so is what generated code calls around them.
    private static readonly string[] AroundHandlers = [Path.Combine("Rpc", "Interfaces", "StubFault.cs")];

    public static TheoryData<string> Cores => [.. Listed("Cores")];

    [Theory]
    [InlineData("Cores", "Core")]
    [InlineData("Services", "Service")]
    public void What_the_architecture_lists_is_marked_and_what_is_marked_is_listed(string kind, string mark)
    {
        var listed = Listed(kind).Order().ToArray();
        Assert.NotEmpty(listed);
        Assert.Equal(listed, Repository.Projects().Keys.Where(project => IsMarked(project, mark)).Order());
    }

    [Fact]
    public void Nothing_is_a_core_and_a_service() => Assert.Empty(Listed("Cores").Intersect(Listed("Services")));

    [Theory]
    [MemberData(nameof(Cores))]
    public void A_core_refers_to_cores_only_or_to_services(string project) =>
        Assert.Empty(Repository.Reached(project).Except(Listed("Cores")).Except(Listed("Services")));

    [Theory]
    [MemberData(nameof(Cores))]
    public void A_core_is_not_asynchronous(string project)
    {
        var source = Path.Combine(Repository.Root, "src");
        var found =
            from file in Directory.EnumerateFiles(Path.Combine(source, project), "*.cs", SearchOption.AllDirectories)
            let path = Path.GetRelativePath(source, file)
            where !path.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal)
            && !AroundHandlers.Contains(path)
            where File.ReadLines(file).Any(line => AsyncCode().IsMatch(line))
            select path;
        Assert.Empty(found);
    }

    [Theory]
    [InlineData("BannedSymbols.txt", "N:System.Net.Sockets;")]
    [InlineData("BannedSymbols.txt", "T:System.Console;")]
    [InlineData("BannedSymbols.txt", "P:System.DateTimeOffset.UtcNow;")]
    [InlineData("BannedSymbols.txt", "T:System.IO.File;")]
    [InlineData("BannedSymbols.txt", "T:System.Environment;")]
    [InlineData("BannedSymbols.txt", "T:System.Threading.Timer;")]
    [InlineData("BannedSymbols.Core.txt", "M:System.Threading.Tasks.Task.Run(System.Action);")]
    [InlineData("BannedSymbols.Core.txt", "M:System.TimeProvider.GetUtcNow;")]
    public void It_is_banned(string file, string symbol) =>
        Assert.Contains(File.ReadLines(Path.Combine(Repository.Root, file)), line => line.StartsWith(symbol, StringComparison.Ordinal));

    private static bool IsMarked(string project, string mark) =>
        XDocument.Load(Path.Combine(Repository.Root, "src", project, project + ".csproj")).Descendants(mark)
        .SingleOrDefault()?.Value == "true";

    private static string[] Listed(string kind)
    {
        var line = File.ReadLines(Path.Combine(Repository.Root, "ARCHITECTURE.md"))
            .Single(line => line.StartsWith($"- **{kind}**: ", StringComparison.Ordinal));
        return [.. Name().Matches(line).Select(match => match.Groups[1].Value)];
    }

    [GeneratedRegex("`([A-Za-z.]+)`")]
    private static partial Regex Name();

    // Outside comments: a declaration or a lambda that is async, and an await.
    [GeneratedRegex(@"^(?!\s*//)[^""/]*\b(async|await)\b\s")]
    private static partial Regex AsyncCode();
}
