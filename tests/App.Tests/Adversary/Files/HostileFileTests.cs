using Sekimori.Adversary.Tests.Kit;
using Sekimori.App.Tests.Kit;

namespace Sekimori.Adversary.Tests.Files;

/// <summary>
/// A file that was made to end the process, or to make it grow without end, is an error of one line with the place in the file, and exit
/// code 2.
/// </summary>
[Trait("Size", "Large")]
public sealed class HostileFileTests
{
    private const string Data = "Files/hostile-files.yaml";

    public static TheoryData<string> Names => Spelling.Names(Data);

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_hostile_file_is_an_error_with_its_line(string name)
    {
        var row = Spelling.Find(Data, name);
        using var folder = new TemporaryFolder();
        var file = folder.Write(row["file"]!, row["text"]!);
        foreach (var command in row["commands"]!.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            string[] line = [.. command.Split(' ').Select(word => word switch
            {
                "FILE" => file,
                "RULES" => folder.Write("settings.yaml", $"detection: {{ rules: [{file}] }}\n"),
                "SUPPRESS" => folder.Write("settings.yaml", $"detection: {{ suppress: {file} }}\n"),
                _ => word,
            })];
            if (line[0] == "serve") line = [.. ServeCommand.Arguments(ServeCommand.FreePorts(4), folder.Path), .. line[1..]];
            var (exitCode, _, error) = await Command.RunAsync(line);
            Assert.True(exitCode == 2, $"{command}: exit code {exitCode}\n{error[..Math.Min(error.Length, 2000)]}");
            Assert.Single(error.TrimEnd('\n').Split('\n'));
            Assert.Contains(file + row["says"], error, StringComparison.Ordinal);
            Assert.True(error.Length < 1000, "the line is too long to be read");
        }
    }
}
