namespace Sekimori.Architecture.Tests;

/// <summary>What the formatter does not check.</summary>
public sealed class FormTests
{
    private const int Longest = 140, LongestOfPages = 120, MostLines = 400;

    // Tests whose raw strings hold text as it came: envelopes, vectors, settings, scripts. A break would change them.
    private static readonly HashSet<string> _asItCame =
    [
        "App.Tests/Serving/EventsCommandTests.cs", "App.Tests/Serving/KeeperTests.cs", "App.Tests/Settings/SettingsFileTests.cs",
        "Cim.Tests/Linux/Providers/EventLogProviderTests.cs", "Interop/Guard/GroupPolicyTests.cs", "Interop/Guard/ListenerTests.cs",
        "Interop/Guard/LiveAttackTests.cs", "Interop/Guard/PipeCaptureTests.cs", "Interop/Storage/FullDiskServeTests.cs",
        "Interop/Storage/RsyslogTests.cs", "Interop/WsMan/CertificateTests.cs", "Interop/WsMan/CimQueryTests.cs",
        "Interop/WsMan/CurlTests.cs", "Interop/WsMan/EncryptionTests.cs", "Interop/WsMan/NegotiateTests.cs",
        "Rpc.Tests/Ndr.Generator/GenerationTests.cs", "Rpc.Tests/Ndr.Generator/GoldenTests.cs", "Security.Tests/Digest/DigestTests.cs",
        "Security.Tests/Ntlm/NlmpVectorTests.cs", "Server.Tests/Guarding/AlertSinkTests.cs", "Watch.Tests/Capture/ContentFactsTests.cs",
        "Watch.Tests/Detection/Evtx/EventFileTests.cs", "WsMan.Tests/Addressing/HeaderReaderTests.cs",
        "WsMan.Tests/Operations/WsManServiceTests.cs",
    ];

    [Theory]
    [InlineData("src")]
    [InlineData("apps")]
    [InlineData("samples")]
    [InlineData("bench")]
    [InlineData("fuzz")]
    [InlineData("packaging")]
    public void No_line_is_longer_than_140_characters(string folder) =>
        Assert.DoesNotContain(
            Repository.Sources(folder)
                .SelectMany(path => File.ReadLines(path).Select((text, at) => (Place: $"{path}:{at + 1}", text.Length))),
            line => line.Length > Longest);

    [Fact]
    public void Only_tests_that_hold_text_as_it_came_have_longer_lines() =>
        Assert.Equal(
            _asItCame.Order(StringComparer.Ordinal),
            Repository.Sources("tests").Where(path => File.ReadLines(path).Any(line => line.Length > Longest))
                .Select(path => Path.GetRelativePath(Path.Combine(Repository.Root, "tests"), path)).Order(StringComparer.Ordinal));

    [Theory]
    [InlineData("src")]
    [InlineData("apps")]
    public void No_file_has_more_than_400_lines(string folder) =>
        Assert.DoesNotContain(Repository.Sources(folder), path => File.ReadLines(path).Count() > MostLines);

    /// <summary>
    /// The generator of log methods takes several classes or files in an order that changes from build to build, and packages would differ.
    /// </summary>
    [Fact]
    public void A_project_has_its_log_methods_in_one_file() =>
        Assert.DoesNotContain(
            Repository.Sources("src").Where(path => File.ReadAllText(path).Contains("[LoggerMessage(", StringComparison.Ordinal))
                .GroupBy(path => Path.GetRelativePath(Path.Combine(Repository.Root, "src"), path).Split(Path.DirectorySeparatorChar)[0]),
            files => files.Count() > 1);

    /// <summary>Tables and what stands between fences are as long as they must be; Japanese has no blanks to wrap at.</summary>
    [Fact]
    public void A_line_of_a_page_has_at_most_120_characters()
    {
        string[] pages =
        [
            .. Directory.EnumerateFiles(Path.Combine(Repository.Root, "docs"), "*.md", SearchOption.AllDirectories),
            .. Directory.EnumerateFiles(Repository.Root, "*.md").Where(path => !path.EndsWith(".ja.md", StringComparison.Ordinal)),
        ];
        Assert.NotEmpty(pages);
        Assert.DoesNotContain(pages.SelectMany(Prose), line => line.Length > LongestOfPages);
    }

    private static IEnumerable<(string Place, int Length)> Prose(string path)
    {
        var isCode = false;
        foreach (var (at, line) in File.ReadLines(path).Index())
        {
            var text = line.TrimStart();
            if (text.StartsWith("```", StringComparison.Ordinal)) isCode = !isCode;
            else if (!isCode && !text.StartsWith('|')) yield return ($"{path}:{at + 1}", line.Length);
        }
    }
}
