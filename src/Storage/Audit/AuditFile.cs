namespace Sekimori.Storage.Audit;

/// <summary>A file of an audit log on a disk, readable by its owner alone.</summary>
internal sealed class AuditFile : IAuditFile
{
    private readonly FileStream _file;

    public AuditFile(string path)
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.OpenOrCreate, Access = FileAccess.Write, Share = FileShare.Read | FileShare.Delete, BufferSize = 0
        };
        _file = Open(path, options);
        _file.Seek(0, SeekOrigin.End);
    }

    /// <summary>
    /// Opens a file of a log for its owner alone, wherever the folder lies and whoever made it: whoever can read a lock can hold it.
    /// </summary>
    internal static FileStream Open(string path, FileStreamOptions options)
    {
        const UnixFileMode owners = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        if (OperatingSystem.IsWindows()) return new FileStream(path, options);
        options.UnixCreateMode = owners;
        var file = new FileStream(path, options);
        if ((File.GetUnixFileMode(file.SafeFileHandle) & ~owners) != 0) File.SetUnixFileMode(file.SafeFileHandle, owners);
        return file;
    }

    public long Length => _file.Length;

    public void Append(ReadOnlySpan<byte> bytes) => _file.Write(bytes);

    public void Force() => _file.Flush(flushToDisk: true);

    public void CutOff(long length)
    {
        _file.SetLength(length);
        _file.Position = length;
    }

    public void Dispose() => _file.Dispose();
}
