using System.Buffers;

namespace Sekimori.Capture.Network;

/// <summary>
/// Puts fragmented datagrams together. The first bytes to arrive for a place stay: a later overlap cannot change the observation.
/// </summary>
internal sealed class FragmentTable(CaptureBudget budget)
{
    /// <summary>
    /// Datagrams open at a time; the oldest makes room. RFC 791's reassembly time is 15 s, and a link carries few at once.
    /// </summary>
    private const int DatagramLimit = 256;

    /// <summary>Fragments of one datagram: 64 KiB in pieces of 576 is 114.</summary>
    private const int FragmentLimit = 256;

    private readonly Dictionary<(UInt128, UInt128, uint, byte), Datagram> _open = [];
    private readonly Queue<(UInt128, UInt128, uint, byte)> _order = new();
    private long _dropped;

    /// <summary>Fragments of datagrams that never became whole, those that are still open among them.</summary>
    public long Unfinished => _dropped + _open.Values.Sum(datagram => datagram.Fragments);

    /// <summary>Adds a fragment. True if the datagram is complete now: <paramref name="whole"/> is valid until the next call.</summary>
    public bool TryComplete(scoped in Packet packet, out ReadOnlySpan<byte> whole)
    {
        whole = default;
        var end = packet.FragmentOffset + packet.Payload.Length;
        if (end > 65_535 || packet.Payload.IsEmpty)
        {
            _dropped++;
            return false;
        }
        var key = (packet.Source, packet.Destination, packet.Identification, packet.Protocol);
        if (!_open.TryGetValue(key, out var datagram))
        {
            while (_open.Count >= DatagramLimit && _order.TryDequeue(out var oldest)) Drop(oldest);
            if (!budget.TryTake(65_536))
            {
                _dropped++;
                return false;
            }
            _open[key] = datagram = new();
            _order.Enqueue(key);
        }
        if (++datagram.Fragments > FragmentLimit)
        {
            Drop(key);
            return false;
        }
        datagram.Add(packet.FragmentOffset, packet.Payload);
        if (!packet.HasMore) datagram.Total = end;
        if (!datagram.IsWhole) return false;
        whole = datagram.Bytes.AsSpan(0, datagram.Total).ToArray();
        Drop(key);
        return true;
    }

    private void Drop((UInt128, UInt128, uint, byte) key)
    {
        if (!_open.Remove(key, out var datagram)) return;
        ArrayPool<byte>.Shared.Return(datagram.Bytes);
        budget.Give(65_536);
        if (!datagram.IsWhole) _dropped += datagram.Fragments;
    }

    private sealed class Datagram
    {
        private readonly List<(int Start, int End)> _holes = [(0, 65_535)];

        public byte[] Bytes { get; } = ArrayPool<byte>.Shared.Rent(65_536);

        public int Fragments { get; set; }

        public int Total { get; set; } = -1;

        /// <summary>Whole: the end is known, and no hole (RFC 815) starts before it.</summary>
        public bool IsWhole => Total >= 0 && !_holes.Exists(hole => hole.Start < Total);

        public void Add(int offset, ReadOnlySpan<byte> bytes)
        {
            for (var i = _holes.Count - 1; i >= 0; i--)
            {
                var (start, end) = _holes[i];
                int from = Math.Max(start, offset), to = Math.Min(end, offset + bytes.Length);
                if (from >= to) continue;
                bytes[(from - offset)..(to - offset)].CopyTo(Bytes.AsSpan(from));
                _holes.RemoveAt(i);
                if (start < from) _holes.Add((start, from));
                if (to < end) _holes.Add((to, end));
            }
        }
    }
}
