namespace Sekimori.Storage.Files;

/// <summary>
/// The folder with everything that Sekimori stores: accounts, keys, certificates. Only its owner can access it and everything below.
/// </summary>
internal sealed class DataFolder
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    /// <summary>Opens the folder, and creates it if missing.</summary>
    /// <param name="path">Where it is.</param>
    /// <exception cref="IOException">It cannot be created.</exception>
    /// <exception cref="UnauthorizedAccessException">This user cannot create or enter it.</exception>
    public DataFolder(string path)
    {
        Path = System.IO.Path.GetFullPath(path);
        Make(Path);
    }

    /// <summary>The folder's full path.</summary>
    public string Path { get; }

    /// <summary>The path of a file in it.</summary>
    public string File(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>A folder in it, created if missing, accessible by its owner only.</summary>
    public DirectoryInfo Folder(string name)
    {
        var path = File(name);
        Make(path);
        if (!OperatingSystem.IsWindows() && (System.IO.File.GetUnixFileMode(path) & Others) != 0)
            System.IO.File.SetUnixFileMode(path, OwnerOnly);
        return new DirectoryInfo(path);
    }

    /// <summary>Whether users other than its owner can read or write <paramref name="path"/>.</summary>
    public static bool IsExposed(string path) => !OperatingSystem.IsWindows() && (System.IO.File.GetUnixFileMode(path) & Others) != 0;

    private static void Make(string path)
    {
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(path);
        else Directory.CreateDirectory(path, OwnerOnly);
    }
}
