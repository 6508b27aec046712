namespace Sekimori.Storage.Files;

/// <summary>
/// A file that is written beside its target, under a name that nobody can foresee, and takes its place when it is whole: in a folder that
/// others may write too, nobody can prepare a file or a link that it goes into. Until then it is for its owner alone.
/// </summary>
internal sealed class FileDraft : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode Everybody = OwnerOnly | UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead
        | UnixFileMode.OtherWrite;
    private const UnixFileMode Rights = Everybody | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    private readonly string _target;
    private readonly string _path;
    private bool _isPlaced;

    /// <summary>Makes the draft.</summary>
    /// <param name="target">The final file. A device, such as /dev/null, is written directly.</param>
    /// <exception cref="IOException">It cannot be created there.</exception>
    public FileDraft(string target)
    {
        _target = Path.GetFullPath(target);
        if (IsDevice(_target))
        {
            (_path, _isPlaced) = (_target, true);
            Stream = new FileStream(_target, FileMode.Open, FileAccess.Write);
            return;
        }

        if (Directory.Exists(_target)) throw new IOException($"{target} is a folder");
        // Hidden, as programs that read the folder meanwhile expect of unfinished files; and short, however long the target's name is.
        _path = Path.Combine(Path.GetDirectoryName(_target)!, $".sekimori-{Guid.NewGuid():N}");
        // CreateNew is O_CREAT and O_EXCL: what is there already, a link too, is an error.
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = OwnerOnly;
        Stream = new FileStream(_path, options);
    }

    /// <summary>What is written.</summary>
    public FileStream Stream { get; }

    /// <summary>
    /// Moves the draft to the target's place, with the permissions of the target, or those of a new file. An existing link is replaced, not
    /// followed.
    /// </summary>
    /// <exception cref="IOException">The disk is full, or the folder cannot be written.</exception>
    public void Place()
    {
        if (_isPlaced)
        {
            Stream.Dispose();
            return;
        }

        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(Stream.SafeFileHandle, ModeOf(_target));
        Stream.Flush(flushToDisk: true);
        Stream.Dispose();
        File.Move(_path, _target, overwrite: true);
        _isPlaced = true;
    }

    /// <summary>Removes the draft, if it has not been placed.</summary>
    public void Dispose()
    {
        Stream.Dispose();
        if (!_isPlaced) File.Delete(_path);
    }

    private static bool IsDevice(string path) =>
        path.StartsWith("/dev/", StringComparison.Ordinal) || path.StartsWith("/proc/", StringComparison.Ordinal);

    private static UnixFileMode ModeOf(string target)
    {
        var known = new FileInfo(target);
        // A link's permissions do not apply to what replaces it.
        return known.Exists && known.LinkTarget is null ? known.UnixFileMode & Rights : Everybody & ~Mask();
    }

    // umask(2) cannot be read without being set, for all threads; proc(5) has it.
    private static UnixFileMode Mask()
    {
        const UnixFileMode usual = UnixFileMode.GroupWrite | UnixFileMode.OtherWrite;
        try
        {
            var line = File.ReadLines("/proc/self/status").FirstOrDefault(one => one.StartsWith("Umask:", StringComparison.Ordinal));
            return line is null ? usual : (UnixFileMode)Convert.ToInt32(line["Umask:".Length..].Trim(), 8) & Rights;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException or OverflowException)
        {
            return usual;
        }
    }
}
