using Sekimori.Capture;
using Sekimori.Capture.Files;
using Sekimori.Wire;

namespace Sekimori.Watch;

/// <summary>Reads a capture in windows and hands its packets to an observer.</summary>
public static class CaptureStream
{
    /// <summary>Large enough that system calls, and the bytes moved for a record across two windows, cost nothing.</summary>
    private const int WindowSize = 4 << 20;

    /// <summary>Reads to the end, or to where nothing more can be read.</summary>
    /// <param name="stream">The capture: pcap or pcapng.</param>
    /// <param name="observer">The observer. It is finished afterwards.</param>
    /// <param name="progress">Called with the bytes read so far, at most ten times a second; null for nobody.</param>
    /// <param name="cancellationToken">Ends the reading between two windows.</param>
    /// <exception cref="InvalidDataException">The stream is not a capture.</exception>
    public static CaptureResult Read(
        Stream stream, PassiveObserver observer, Action<long>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(observer);
        var reader = new CaptureReader(observer);
        var window = new byte[WindowSize];
        int held = 0, got;
        long shown = 0;
        string? failure = null;
        try
        {
            while (!reader.IsOver && (got = stream.Read(window, held, window.Length - held)) > 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
                held += got;
                var consumed = reader.Consume(window.AsSpan(0, held));
                held -= consumed;
                window.AsSpan(consumed, held).CopyTo(window);
                if (progress is null || Environment.TickCount64 - shown < 100) continue;
                shown = Environment.TickCount64;
                progress(reader.Bytes);
            }

            held -= reader.Finish(window.AsSpan(0, held));
        }
        catch (MalformedException wrong)
        {
            throw new InvalidDataException(wrong.Where, wrong);
        }
        catch (IOException broken) when (reader.Bytes > 0)
        {
            // What was read before the disk failed counts.
            failure = broken.Message;
        }
        finally
        {
            observer.Finish();
        }

        if (reader.Bytes == 0) throw new InvalidDataException(held == 0 ? "is an empty file, not a capture" : "too short for a capture");
        return new CaptureResult(reader, reader.IsLost || failure is not null ? 0 : held + reader.Missing, failure);
    }
}
