using Sekimori.Capture.Files;

namespace Sekimori.Fuzz.Capture;

/// <summary>Frames of real captures, changed: the same seed gives the same frames.</summary>
public sealed class Mutator(IReadOnlyList<(LinkType Link, byte[] Frame)> frames, int seed)
{
    /// <summary>
    /// A frame of Ethernet's jumbo size, and then some: what a capture file can hold in one record is more, and tells nothing new.
    /// </summary>
    private const int LongestFrame = 16 * 1024;

    private const int Headers = 14 + 20 + 20;

    private static readonly byte[] Interesting = [0x00, 0x01, 0x05, 0x0b, 0x10, 0x7f, 0x80, 0xfe, 0xff];

    private readonly Random _random = new(seed);
    private readonly Wrapper _wrapper = new(new Random(seed));
    private readonly byte[] _frame = new byte[LongestFrame];
    private int _at;

    /// <summary>
    /// The next frame. Three of four follow the order of the capture, so that connections come about and go wrong in the middle.
    /// </summary>
    public ReadOnlySpan<byte> Next(out LinkType link)
    {
        var (kind, frame) = frames[_random.Next(4) == 0 ? _random.Next(frames.Count) : _at++ % frames.Count];
        link = _random.Next(1000) == 0 ? (LinkType)_random.Next(300) : kind;
        var length = Math.Min(frame.Length, LongestFrame);
        frame.AsSpan(0, length).CopyTo(_frame);
        // A quarter comes through tunnels, some through several.
        for (var tunnels = _random.Next(4) == 0 && link == LinkType.Ethernet ? _random.Next(1, 6) : 0; tunnels > 0; tunnels--)
            length = _wrapper.Wrap(_frame, length);
        // Half of them stay as they are: mutations of a conversation that never starts reach nothing.
        if (_random.Next(2) == 0) return _frame.AsSpan(0, length);
        for (var changes = _random.Next(1, 6); changes > 0 && length > 0; changes--) length = Change(length);
        return _frame.AsSpan(0, length);
    }

    private int Change(int length)
    {
        // Behind the headers of Ethernet, IP and TCP as a rule: a frame that belongs nowhere is soon forgotten.
        var at = length > Headers && _random.Next(4) != 0 ? Headers + _random.Next(Math.Min(length - Headers, 512)) : _random.Next(length);
        switch (_random.Next(8))
        {
            case 0: _frame[at] ^= (byte)(1 << _random.Next(8)); return length;
            case 1: _frame[at] = Interesting[_random.Next(Interesting.Length)]; return length;
            case 2: _frame[at] = (byte)_random.Next(256); return length;
            case 3: _random.NextBytes(_frame.AsSpan(at, Math.Min(_random.Next(1, 9), length - at))); return length;
            case 4: return _random.Next(length + 1);
            case 5:
                var more = Math.Min(_random.Next(1, 512), LongestFrame - length);
                _random.NextBytes(_frame.AsSpan(length, more));
                return length + more;
            case 6:
                // The middle of another conversation.
                var other = frames[_random.Next(frames.Count)].Frame;
                var from = _random.Next(other.Length);
                var count = Math.Min(other.Length - from, LongestFrame - at);
                other.AsSpan(from, count).CopyTo(_frame.AsSpan(at));
                return Math.Max(length, at + count);
            default:
                var size = Math.Min(4, length - at);
                _frame.AsSpan(at, size).Fill(_random.Next(2) == 0 ? (byte)0xff : (byte)0);
                return length;
        }
    }
}
