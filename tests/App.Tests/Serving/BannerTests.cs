using System.Text.RegularExpressions;
using Sekimori.App.Tests.Kit;

namespace Sekimori.App.Tests.Serving;

/// <summary>The banner warns of what its settings leave open, and is the READMEs'.</summary>
[Trait("Size", "Large")]
public sealed partial class BannerTests
{
    private const string Warning = "NTLM logons can be relayed";

    // What the machine and the command line decide is not compared.
    private static readonly string[] Compared = ["RPC", "WS-Man", "Allow", "Rules", "Map", "Certificate", "Secrets", "Shells"];

    [Fact]
    public async Task Logons_that_can_be_relayed_from_HTTP_to_HTTPS_are_told_where_others_are_let_in()
    {
        using var folder = new TemporaryFolder();
        await using var server = await ServeCommand.StartAsync(folder, "--allow", "10.0.0.0/8");
        Assert.Contains(Warning, server.Command.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_defaults_leave_nothing_to_warn_of_and_the_banner_is_that_of_the_READMEs()
    {
        using var folder = new TemporaryFolder();
        File.SetUnixFileMode(folder.Path, (UnixFileMode)0b111_111_111);
        var data = folder.File("data");
        await using var server = Command.StartUnprivileged(
            [.. ServeCommand.Arguments(ServeCommand.FreePorts(4), data), "--trust-operators"]);
        await server.WaitForAsync(c => c.Output.Contains("  Stop", StringComparison.Ordinal), "banner");
        // This machine alone is let in.
        Assert.DoesNotContain(Warning, server.Output, StringComparison.Ordinal);
        var shown = Lines(server.Output.Replace(data, "~/.local/share/sekimori", StringComparison.Ordinal));
        foreach (var readme in new[] { "README.md", "README.ja.md" })
        {
            var text = await File.ReadAllTextAsync(
                Path.Combine(AppContext.BaseDirectory, readme), TestContext.Current.CancellationToken);
            var start = text.IndexOf("Sekimori 0.1.0 guards", StringComparison.Ordinal);
            var promised = Lines(text[start..text.IndexOf("```", start, StringComparison.Ordinal)]);
            Assert.Equal(promised.Select(line => line.Label), shown.Select(line => line.Label));
            Assert.Equal(promised.Where(line => Compared.Contains(line.Label)), shown.Where(line => Compared.Contains(line.Label)));
        }
    }

    [Fact]
    public async Task Strict_channel_bindings_leave_nothing_to_warn_of()
    {
        using var folder = new TemporaryFolder();
        var settings = folder.Write("sekimori.yaml", "wsman: { channel-binding: strict }\n");
        await using var server = await ServeCommand.StartAsync(folder, "--allow", "10.0.0.0/8", "--settings", settings);
        Assert.DoesNotContain(Warning, server.Command.Output, StringComparison.Ordinal);
    }

    // "  Label        text": labels are followed by two spaces at least, or by one where they fill their column; a line
    // without one goes on.
    private static List<(string Label, string Text)> Lines(string banner) =>
        [.. from line in LabelledLine().Matches(banner)
            select (line.Groups[1].Value, Spaces().Replace(Listener().Replace(line.Groups[2].Value, "$1[::]:PORT"), " "))];

    [GeneratedRegex("^  ([A-Z][A-Za-z-]*) +(.*?)\r?$", RegexOptions.Multiline)]
    private static partial Regex LabelledLine();

    // Where the machine has no IPv6 every address is 0.0.0.0.
    [GeneratedRegex(@"(^|//)(?:\[::\]|0\.0\.0\.0):\d+")]
    private static partial Regex Listener();

    [GeneratedRegex(" +")]
    private static partial Regex Spaces();
}
