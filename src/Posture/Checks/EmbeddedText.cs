namespace Sekimori.Posture.Checks;

/// <summary>The data files in this assembly.</summary>
internal static class EmbeddedText
{
    /// <summary>The text of a file.</summary>
    public static string Read(string name)
    {
        using var stream = typeof(EmbeddedText).Assembly.GetManifestResourceStream("posture/" + name)!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
