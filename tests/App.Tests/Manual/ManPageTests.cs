using Sekimori.App.Manual;
using Sekimori.App.Tests.Kit;

namespace Sekimori.App.Tests.Manual;

/// <summary>The manual pages, as groff shows them.</summary>
public class ManPageTests
{
    [Fact]
    public async Task Groff_has_no_warning_and_shows_every_command_and_every_option()
    {
        if (!File.Exists("/usr/bin/groff")) Assert.Skip("groff is not here");
        var root = Commands.Root();
        using var folder = new TemporaryFolder();
        var pages = new Dictionary<string, string>();
        foreach (var (name, page) in ManPage.All(root)) pages.Add(name, await RenderAsync(folder.Write(name, page)));
        Assert.Equal(CommandTree.Children(root).Count() + 1, pages.Count);
        foreach (var (path, command) in CommandTree.All(root))
        {
            var page = path.Length == 0 ? pages["sekimori.1"] : pages[$"sekimori-{path.Split(' ')[0]}.1"];
            if (path.Length > 0) Assert.Contains($"sekimori {path}", page, StringComparison.OrdinalIgnoreCase);
            foreach (var spelling in CommandTree.OwnOptions(command).SelectMany(CommandTree.Spellings))
                Assert.Matches($@"\n +([^\n]*, )?{spelling}([ ,]|\n)", Section(page, path));
            foreach (var child in path.Length == 0 ? CommandTree.Children(command) : [])
                Assert.Contains($"sekimori-{child.Name}(1)", page, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_text_that_looks_like_a_request_is_text()
    {
        var root = new System.CommandLine.RootCommand("Root.")
        {
            new System.CommandLine.Command("one", ".so /etc/passwd")
            {
                new System.CommandLine.Option<string>("--x") { Description = "'\\x" },
            },
        };
        var page = ManPage.All(root).Single(page => page.Name == "sekimori-one.1").Page;
        Assert.Contains("\n\\&.so /etc/passwd\n", page, StringComparison.Ordinal);
        Assert.Contains("\n\\&'\\ex\n", page, StringComparison.Ordinal);
    }

    // Commands below a page's own have a section each, up to the next line that is not indented.
    private static string Section(string page, string path)
    {
        if (!path.Contains(' ', StringComparison.Ordinal)) return page;
        var lines = page.Split('\n').SkipWhile(line => line != $"SEKIMORI {path.ToUpperInvariant()}").ToList();
        Assert.True(lines.Count > 0, $"no section for {path}");
        return string.Join('\n', lines.Skip(1).TakeWhile(line => line.Length == 0 || line[0] == ' ').Prepend(""));
    }

    private static async Task<string> RenderAsync(string file)
    {
        // -ww: every warning there is. A wide line, so that no name of an option is broken.
        await using var groff = Command.StartProgram(
            "/usr/bin/groff", "-man", "-Kutf8", "-Tascii", "-P-cbou", "-ww", "-rLL=400n", "-rHY=0", file);
        var exitCode = await groff.EndAsync();
        Assert.Equal((0, ""), (exitCode, groff.Error));
        return groff.Output;
    }
}
