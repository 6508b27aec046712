using Sekimori.Capture.Files;
using Sekimori.Wire;

namespace Sekimori.Fuzz.Capture;

/// <summary>The frames of every capture in some folders.</summary>
public sealed class Frames : IPacketSink
{
    private readonly List<(LinkType Link, byte[] Frame)> _all = [];

    /// <summary>Reads them.</summary>
    public static IReadOnlyList<(LinkType Link, byte[] Frame)> Of(string[] folders)
    {
        var frames = new Frames();
        foreach (var path in folders.SelectMany(Directory.GetFiles)
            .Where(path => path.EndsWith("cap", StringComparison.Ordinal) || path.EndsWith("pcapng", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal))
        {
            try
            {
                new CaptureReader(frames).Consume(File.ReadAllBytes(path));
            }
            catch (MalformedException)
            {
                // A capture for its reader's own tests.
            }
        }
        return frames._all;
    }

    /// <inheritdoc/>
    public void OnPacket(long ticks, LinkType link, ReadOnlySpan<byte> frame, bool isCut = false) => _all.Add((link, frame.ToArray()));
}
