using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Sekimori.Gate.Gateway;

/// <summary>
/// The open sessions in the data folder, one file each: what a command reads, and what remains when the server is killed. A file in
/// "ending" asks the server to end a session. The folder is accessible by its owner only.
/// </summary>
internal sealed class SessionJournal
{
    /// <summary>Its folder in the data folder.</summary>
    public const string FolderName = "sessions";

    // A note has some 400 bytes; names of accounts and targets have limits.
    private const int LargestNote = 16 * 1024;

    // More files than sessions can be: the rest is not ours.
    private const int MostFiles = 1 << 20;

    private const string Suffix = ".json";
    private const int IdBytes = 8;

    private readonly string _folder;

    /// <summary>The journal of a data folder.</summary>
    /// <param name="dataFolder">The data folder.</param>
    public SessionJournal(string dataFolder) => _folder = Path.Combine(dataFolder, FolderName);

    private string Ending => Path.Combine(_folder, "ending");

    /// <summary>An id that no other session has.</summary>
    public static string NewId() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(IdBytes));

    /// <summary>True for what can be an id.</summary>
    public static bool IsId(string text) => text.Length == IdBytes * 2 && text.All(char.IsAsciiHexDigitLower);

    /// <summary>Creates the folders.</summary>
    public void Create()
    {
        NoteFile.CreateFolder(_folder);
        NoteFile.CreateFolder(Ending);
    }

    /// <summary>Writes the note of a session. A half-written file is never read: it gets its name when it is whole.</summary>
    public void Write(SessionNote note) =>
        NoteFile.Write(PathOf(note.Id), JsonSerializer.SerializeToUtf8Bytes(note, SessionNoteJson.Default.SessionNote));

    /// <summary>Removes the note of a session that has ended.</summary>
    public void Remove(string id) => File.Delete(PathOf(id));

    /// <summary>Every note that can be read, the oldest first. Empty if there is no folder.</summary>
    public IReadOnlyList<SessionNote> ReadAll()
    {
        if (!Directory.Exists(_folder)) return [];
        return [.. Directory.EnumerateFiles(_folder, "*" + Suffix).Take(MostFiles).Select(Read).OfType<SessionNote>()
            .OrderBy(note => note.Begun)];
    }

    /// <summary>Asks the server to end a session.</summary>
    /// <param name="id">The session.</param>
    /// <param name="who">Who asks, for the audit log.</param>
    public void AskToEnd(string id, string who) => File.WriteAllText(Path.Combine(Ending, id), who);

    /// <summary>Takes the requests to end sessions.</summary>
    public IReadOnlyList<(string Id, string Who)> TakeEndings()
    {
        var taken = new List<(string, string)>();
        foreach (var path in Directory.EnumerateFiles(Ending).Take(MostFiles))
        {
            var id = Path.GetFileName(path);
            var who = IsId(id) && NoteFile.Read(path, LargestNote) is { } text ? Encoding.UTF8.GetString(text) : "";
            File.Delete(path);
            if (IsId(id)) taken.Add((id, who));
        }
        return taken;
    }

    private static SessionNote? Read(string path)
    {
        try
        {
            return IsId(Path.GetFileNameWithoutExtension(path)) && NoteFile.Read(path, LargestNote) is { } bytes
                && JsonSerializer.Deserialize(bytes, SessionNoteJson.Default.SessionNote) is { } note
                && note.Id == Path.GetFileNameWithoutExtension(path) ? note : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private string PathOf(string id) => Path.Combine(_folder, id + Suffix);
}
