namespace Sekimori.Gate;

/// <summary>A value that changes whenever a file is replaced or rewritten, also through a symbolic link.</summary>
internal static class FileStamp
{
    /// <summary>The stamp of a file; "absent" if there is none.</summary>
    public static string Of(string path)
    {
        try
        {
            var target = File.ResolveLinkTarget(path, returnFinalTarget: true) ?? new FileInfo(path);
            return $"{target.FullName} {target.LastWriteTimeUtc.Ticks} {((FileInfo)target).Length}";
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return "absent";
        }
    }
}
