using Sekimori.App.Terminal;
using Sekimori.Capture;
using Sekimori.Capture.Files;
using Sekimori.Wire;

namespace Sekimori.App.Watch;

/// <summary>Reads a capture in windows and lends them to an observer.</summary>
internal static class CapturePump
{
    /// <summary>Large enough that system calls, and moving a record across two windows, cost nothing.</summary>
    private const int WindowSize = 4 << 20;

    /// <summary>Reads to the end, or to the point where reading cannot continue.</summary>
    /// <param name="path">The file; "-" for standard input.</param>
    /// <param name="observer">The observer.</param>
    /// <param name="progress">Called with the bytes read so far and the size, 0 if it is not known, at most ten times a second.</param>
    /// <param name="cancellation">Ends the reading between two windows.</param>
    /// <exception cref="CommandException">The file is not a capture; the message does not name it.</exception>
    public static PumpResult Read(string path, PassiveObserver observer, Action<long, long> progress, CancellationToken cancellation)
    {
        var reader = new CaptureReader(observer);
        using var stream = path == "-" ? Console.OpenStandardInput() : Open(path);
        var size = stream.CanSeek ? stream.Length : 0;
        var window = new byte[WindowSize];
        int held = 0, got;
        long shown = 0;
        string? failure = null;
        try
        {
            while (!reader.IsOver && (got = stream.Read(window, held, window.Length - held)) > 0)
            {
                cancellation.ThrowIfCancellationRequested();
                held += got;
                var consumed = reader.Consume(window.AsSpan(0, held));
                held -= consumed;
                window.AsSpan(consumed, held).CopyTo(window);
                if (Environment.TickCount64 - shown < 100) continue;
                shown = Environment.TickCount64;
                progress(reader.Bytes, size);
            }
            held -= reader.Finish(window.AsSpan(0, held));
        }
        catch (MalformedException wrong)
        {
            throw new CommandException(ExitCode.Failed, wrong.Where, wrong);
        }
        catch (IOException broken) when (reader.Bytes > 0)
        {
            // What was read before the disk failed is shown.
            failure = broken.Message;
        }
        finally
        {
            observer.Finish();
        }
        if (reader.Bytes == 0) throw new CommandException(ExitCode.Failed, held == 0 ? "is an empty file, not a capture" : "too short for a capture");
        return new(reader, reader.IsLost || failure is not null ? 0 : held + reader.Missing, failure);
    }

    private static FileStream Open(string path)
    {
        if (Directory.Exists(path)) throw new CommandException(ExitCode.Failed, "is a folder; specify the captures in it");
        if (!File.Exists(path)) throw new CommandException(ExitCode.Failed, "no such file");
        // Without its own buffer: the window is the buffer.
        return new(path, new FileStreamOptions { Options = FileOptions.SequentialScan, BufferSize = 0, Access = FileAccess.Read, Share = FileShare.ReadWrite });
    }
}
