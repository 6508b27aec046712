namespace Sekimori.Architecture.Tests;

/// <summary>What the formatter does not check.</summary>
public sealed class FormTests
{
    private const int Longest = 140, MostLines = 400;

    // In tests, raw strings hold envelopes and vectors as they came; a break would change them.
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

    [Theory]
    [InlineData("src")]
    [InlineData("apps")]
    public void No_file_has_more_than_400_lines(string folder) =>
        Assert.DoesNotContain(Repository.Sources(folder), path => File.ReadLines(path).Count() > MostLines);
}
