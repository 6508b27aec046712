namespace Sekimori.Storage.Audit;

/// <summary>A file of an audit log on a disk, readable by its owner alone.</summary>
internal sealed class AuditFile : IAuditFile
{
    private readonly FileStream _file;

    public AuditFile(string path)
    {
        var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.Write, Share = FileShare.Read | FileShare.Delete, BufferSize = 0 };
        _file = new FileStream(path, OwnersAlone(options));
        _file.Seek(0, SeekOrigin.End);
    }

    /// <summary>How each file of a log is made: for its owner, wherever the folder lies.</summary>
    internal static FileStreamOptions OwnersAlone(FileStreamOptions options)
    {
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return options;
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
