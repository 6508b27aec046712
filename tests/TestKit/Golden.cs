namespace Sekimori.TestKit;

/// <summary>What a generator wrote once and was read by a person, in a file of the folder Golden beside the test.</summary>
public static class Golden
{
    /// <summary>
    /// Says how a text differs from the file; null where it does not. The text is then kept beside the built file, so that after a wanted
    /// change it can be read and copied.
    /// </summary>
    /// <param name="name">The file's name in the folder Golden of the test's output.</param>
    /// <param name="text">What is generated now.</param>
    public static string? Difference(string name, string text)
    {
        var file = Path.Combine(AppContext.BaseDirectory, "Golden", name);
        var wanted = File.Exists(file) ? File.ReadAllText(file).ReplaceLineEndings("\n") : "";
        text = text.ReplaceLineEndings("\n");
        if (text == wanted) return null;
        var actual = file + ".actual";
        Directory.CreateDirectory(Path.GetDirectoryName(actual)!);
        File.WriteAllText(actual, text);
        var (ours, theirs) = (text.Split('\n'), wanted.Split('\n'));
        var line = 0;
        while (line < Math.Min(ours.Length, theirs.Length) && ours[line] == theirs[line]) line++;
        return $"{name} differs from line {line + 1}:\n- {theirs.ElementAtOrDefault(line)}\n+ {ours.ElementAtOrDefault(line)}\nThe " +
            $"whole: {actual}";
    }
}
