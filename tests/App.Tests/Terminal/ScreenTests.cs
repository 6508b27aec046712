using System.Text.Json.Nodes;
using Sekimori.App.Terminal;
using Sekimori.App.WsMan;

namespace Sekimori.App.Tests.Terminal;

public class ScreenTests
{
    [Fact]
    public void Off_a_terminal_a_table_is_plain_columns_that_no_width_cuts()
    {
        var name = new string('n', 300);
        Assert.Equal($"NAME{new string(' ', 296)}  COUNT\n{name}      7\nb{new string(' ', 299)}     12\n",
            Written(null, new Table("name", ">count").Add(name, "7").Add("b", "12")));
    }

    [Fact]
    public void On_a_terminal_a_table_keeps_to_its_width()
    {
        var written = Written(60, new Table("name", "purpose").Add("samr", string.Concat(Enumerable.Repeat("words that go on ", 10))));
        Assert.All(written.Split('\n'), line => Assert.True(line.TrimEnd().Length <= 60, line));
        Assert.Contains("samr", written, StringComparison.Ordinal);
    }

    [Fact]
    public void A_table_that_goes_on_keeps_its_columns_and_holds_only_some_of_its_rows()
    {
        using var output = new StringWriter { NewLine = "\n" };
        var table = new TableStream(new Screen(output, TextWriter.Null, false), ["name", ">count"]);
        for (var n = 1; n <= 2500; n++) table.Add([$"n{n}", $"{n}"]);
        Assert.Equal(2001, output.ToString().Count(c => c == '\n'));
        table.End();
        var lines = output.ToString().TrimEnd().Split('\n');
        Assert.Equal(("NAME   COUNT", "n1         1", "n2500   2500"), (lines[0], lines[1], lines[2500]));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    public void An_array_that_is_written_as_it_comes_looks_as_one_that_is_written_at_once(int count)
    {
        JsonNode[] items = [.. Enumerable.Range(0, count).Select(n => new JsonObject { ["n"] = n, ["list"] = new JsonArray(1, "zwei") })];
        StringWriter whole = new(), streamed = new();
        new Screen(whole, TextWriter.Null, true).Json(
            new JsonArray([.. items.Select(item => item.DeepClone())]), WsManJson.Default.JsonNode);
        var array = new JsonArrayStream(new Screen(streamed, TextWriter.Null, true));
        foreach (var item in items) array.Add(item);
        array.End();
        Assert.Equal(whole.ToString(), streamed.ToString());
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
    public void The_nearest_word_is_two_slips_away_at_most(string typed, string? expected) =>
        Assert.Equal(expected, Nearest.To(typed, ["serve", "account", "rpc"]));

    private static string Written(int? width, Table table)
    {
        using var output = new StringWriter { NewLine = "\n" };
        new Screen(output, TextWriter.Null, wantsJson: false, width).Write(table);
        return output.ToString();
    }
}
