using Sekimori.App.Terminal;

namespace Sekimori.App.Tests.Terminal;

public class ScreenTests
{
    [Fact]
    public void Off_a_terminal_a_table_is_plain_columns_that_no_width_cuts()
    {
        var name = new string('n', 300);
        Assert.Equal($"NAME{new string(' ', 296)}  COUNT\n{name}      7\nb{new string(' ', 299)}     12\n", Written(null, new Table("name", ">count").Add(name, "7").Add("b", "12")));
    }

    [Fact]
    public void On_a_terminal_a_table_keeps_to_its_width()
    {
        var written = Written(60, new Table("name", "what for").Add("samr", string.Concat(Enumerable.Repeat("words that go on ", 10))));
        Assert.All(written.Split('\n'), line => Assert.True(line.TrimEnd().Length <= 60, line));
        Assert.Contains("samr", written, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_colour_no_escape_sequence_is_written() => Assert.DoesNotContain('\e', Written(80, new Table("name").Add("a")));

    [Fact]
    public void What_a_peer_sends_moves_no_cursor_and_forges_no_line()
    {
        Assert.Equal("a\uFFFD[31mb\uFFFDc\uFFFDd\uFFFDe", Printable.Of("a\e[31mb\nc\u009bd\u202ee"));
        Assert.DoesNotContain('\e', Written(null, new Table("name").Add("\e]0;title\a")));
    }

    [Theory]
    [InlineData("serv", "serve")]
    [InlineData("sevre", "serve")]
    [InlineData("SERVE", "serve")]
    [InlineData("rpcs", "rpc")]
    [InlineData("something", null)]
    [InlineData("", null)]
    public void The_nearest_word_is_two_slips_away_at_most(string typed, string? expected) => Assert.Equal(expected, Nearest.To(typed, ["serve", "account", "rpc"]));

    private static string Written(int? width, Table table)
    {
        using var output = new StringWriter { NewLine = "\n" };
        new Screen(output, TextWriter.Null, wantsJson: false, width).Write(table);
        return output.ToString();
    }
}
