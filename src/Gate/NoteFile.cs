namespace Sekimori.Gate;

/// <summary>Small files of the data folder that a running server and a command exchange.</summary>
internal static class NoteFile
{
    /// <summary>Creates a folder for its owner only.</summary>
    public static void CreateFolder(string path)
    {
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(path);
        else Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    /// <summary>Writes a file. A half-written one is never read: it gets its name when it is whole.</summary>
    /// <param name="path">Its path.</param>
    /// <param name="bytes">Its content.</param>
    /// <param name="mayReplace">False if another file of this name stays: then it is an <see cref="IOException"/>.</param>
    public static void Write(string path, ReadOnlySpan<byte> bytes, bool mayReplace = true)
    {
        var draft = $"{path}.{Environment.ProcessId}.tmp";
        File.WriteAllBytes(draft, bytes);
        try
        {
            File.Move(draft, path, mayReplace);
        }
        catch
        {
            File.Delete(draft);
            throw;
        }
    }

    /// <summary>Reads a file; null if there is none, if it is no plain file, or if it is longer than <paramref name="most"/>.</summary>
    public static byte[]? Read(string path, int most)
    {
        try
        {
            // A link or a pipe in such a folder is not ours.
            if (new FileInfo(path) is not { LinkTarget: null, Attributes: var kind } || kind.HasFlag(FileAttributes.Directory)) return null;
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
            if (!file.CanSeek || file.Length > most) return null;
            var bytes = new byte[(int)file.Length];
            file.ReadExactly(bytes);
            return bytes;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return null; // it has gone meanwhile
        }
    }
}
