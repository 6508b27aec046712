using Sekimori.App.Terminal;
using Sekimori.Capture;
using Sekimori.Watch;

namespace Sekimori.App.Watch;

/// <summary>Opens a capture and reads it with an observer.</summary>
internal static class CapturePump
{
    /// <summary>Reads to the end, or to the point where reading cannot continue.</summary>
    /// <param name="path">The file; "-" for standard input.</param>
    /// <param name="observer">The observer.</param>
    /// <param name="progress">Called with the bytes read so far and the size, 0 if it is not known, at most ten times a second.</param>
    /// <param name="cancellation">Ends the reading between two windows.</param>
    /// <exception cref="CommandException">The file is not a capture; the message does not name it.</exception>
    public static CaptureResult Read(string path, PassiveObserver observer, Action<long, long> progress, CancellationToken cancellation)
    {
        using var stream = path == "-" ? Console.OpenStandardInput() : Open(path);
        var size = stream.CanSeek ? stream.Length : 0;
        try
        {
            return CaptureStream.Read(stream, observer, done => progress(done, size), cancellation);
        }
        catch (InvalidDataException wrong)
        {
            throw new CommandException(ExitCode.Failed, wrong.Message, wrong);
        }
    }

    private static FileStream Open(string path)
    {
        if (Directory.Exists(path)) throw new CommandException(ExitCode.Failed, "is a folder; specify the captures in it");
        if (!File.Exists(path)) throw new CommandException(ExitCode.Failed, "no such file");
        // Without its own buffer: the window is the buffer.
        return new(path, new FileStreamOptions
        {
            Options = FileOptions.SequentialScan, BufferSize = 0, Access = FileAccess.Read, Share = FileShare.ReadWrite
        });
    }
}
