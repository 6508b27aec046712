using System.Globalization;

namespace Sekimori.Linux.Host;

/// <summary>The facts of one file, or of the files of one directory; and the same as text, for the way to the keeper and back.</summary>
internal static class FileList
{
    // A directory of more files is not for a management protocol: a client that lists a spool gets an error.
    public const int MaxEntries = 10_000;

    private const int FieldsAFile = 6;

    /// <summary>
    /// Reads with the rights of the calling thread. What is not there for it gives none; one more than the most is too many.
    /// </summary>
    public static List<FileFacts> Read(string path, bool isDirectory, CancellationToken token)
    {
        if (!isDirectory)
            return FileFacts.Read(path) is { IsFile: true } one ? [one] : [];
        var files = new List<FileFacts>();
        try
        {
            foreach (var entry in Directory.EnumerateFileSystemEntries(path))
            {
                token.ThrowIfCancellationRequested();
                if (FileFacts.Read(entry) is { IsFile: true } facts)
                    files.Add(facts);
                if (files.Count > MaxEntries)
                    break;
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Not there for this user, or no directory.
        }
        return files;
    }

    /// <summary>Fields with zeros between them: the one character that no name has.</summary>
    public static string ToText(IEnumerable<FileFacts> files) => string.Join('\0', files.Select(f => string.Create(
        CultureInfo.InvariantCulture,
        $"{f.Path}\0{f.Size}\0{f.Created?.UtcTicks}\0{f.Modified.UtcTicks}\0{f.Accessed.UtcTicks}\0{(f.MayRead ? "r" : "")}" +
        $"{(f.MayWrite ? "w" : "")}")));

    public static List<FileFacts> FromText(string text)
    {
        var fields = text.Length == 0 ? [] : text.Split('\0');
        var files = new List<FileFacts>(fields.Length / FieldsAFile);
        for (var i = 0; i + FieldsAFile <= fields.Length; i += FieldsAFile)
            files.Add(new FileFacts(fields[i], true, ulong.Parse(fields[i + 1], CultureInfo.InvariantCulture),
                fields[i + 2].Length == 0 ? null : Time(fields[i + 2]), Time(fields[i + 3]), Time(fields[i + 4]),
                fields[i + 5].Contains('r'), fields[i + 5].Contains('w')));
        return files;
    }

    private static DateTimeOffset Time(string ticks) => new(long.Parse(ticks, CultureInfo.InvariantCulture), TimeSpan.Zero);
}
