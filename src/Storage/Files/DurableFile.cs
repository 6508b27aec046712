using System.Runtime.InteropServices;

namespace Sekimori.Storage.Files;

/// <summary>Replaces a file so that a crash leaves the old content or the new, never a part, readable by its owner only.</summary>
internal static partial class DurableFile
{
    /// <summary>Writes <paramref name="content"/> beside <paramref name="path"/>, fsyncs it, and moves it into place.</summary>
    /// <exception cref="IOException">The disk is full, or the folder cannot be written.</exception>
    public static void Replace(string path, ReadOnlySpan<byte> content)
    {
        var temporary = $"{path}.{Environment.ProcessId}.{Guid.NewGuid():n}.tmp";
        try
        {
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, BufferSize = 0 };
            if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            using (var file = new FileStream(temporary, options))
            {
                file.Write(content);
                file.Flush(flushToDisk: true);
            }

            File.Move(temporary, path, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }

        if (!OperatingSystem.IsWindows()) FlushFolder(Path.GetDirectoryName(path)!);
    }

    // The new name is in the folder's own blocks: until they are durable, a crash can bring the old file back.
    private static void FlushFolder(string folder)
    {
        const int readOnly = 0;
        var descriptor = Open(folder, readOnly);
        if (descriptor < 0) return; // a folder that may be written and searched but not listed: nothing can be done
        _ = Fsync(descriptor);
        _ = Close(descriptor);
    }

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync")]
    private static partial int Fsync(int descriptor);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);
}
