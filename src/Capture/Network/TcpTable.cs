using System.Buffers.Binary;

namespace Sekimori.Capture.Network;

/// <summary>All TCP connections of a capture: reassembly, recognition of the protocol, and an end for each.</summary>
internal sealed class TcpTable(
    CaptureBudget budget, Func<Protocol, TcpConnection, Conversation> begin, Action<TcpConnection, bool> unanswered)
{
    /// <summary>Connections remembered; past it the half that was silent longest is let go. About 64 MiB with nothing buffered.</summary>
    private const int ConnectionLimit = 65_536;

    /// <summary>
    /// Segments checked before a connection in mid-stream is abandoned: a message starts at one of them, if the protocol is ours.
    /// </summary>
    private const int AttemptLimit = 24;

    private const byte Fin = 1, Syn = 2, Reset = 4, Ack = 16;

    private readonly Dictionary<FlowKey, TcpConnection> _connections = [];
    private TcpConnection? _last;
    private int _waiting;

    /// <summary>Connections seen.</summary>
    public long Connections { get; private set; }

    public void Receive(UInt128 source, UInt128 destination, ReadOnlySpan<byte> segment, long ticks)
    {
        if (segment.Length < 20) return;
        var header = (segment[12] >> 4) * 4;
        if (header < 20 || header > segment.Length) return;
        var flags = segment[13];
        var payload = segment[header..];
        var control = (flags & (Syn | Fin | Reset)) != 0;
        if (payload.IsEmpty && !control && _waiting == 0) return;
        var key = new FlowKey(source, BinaryPrimitives.ReadUInt16BigEndian(segment), destination,
            BinaryPrimitives.ReadUInt16BigEndian(segment[2..]), out var fromLow);
        var connection = _last is not null && _last.Key.Equals(key) ? _last : Find(key, payload.IsEmpty && (flags & Syn) == 0);
        if (connection is null) return;
        _last = connection;
        connection.LastTicks = ticks;
        var sequence = BinaryPrimitives.ReadUInt32BigEndian(segment[4..]);
        if ((flags & Syn) != 0)
        {
            Open(ref connection, fromLow, sequence + 1, (flags & Ack) != 0, ticks);
            sequence++;
        }
        if (connection.IsClosed) return;
        if (!connection.IsAnswered && connection.ClientIsLow is { } low && low != fromLow && (flags & Reset) == 0)
            connection.IsAnswered = true;
        if (!connection.IsIgnored)
        {
            if (_waiting > 0 && (flags & Ack) != 0)
                Acknowledge(connection, fromLow, BinaryPrimitives.ReadUInt32BigEndian(segment[8..]), ticks);
            if (!payload.IsEmpty) Data(connection, fromLow, sequence, payload, ticks);
        }
        if ((flags & Reset) != 0)
        {
            if (connection is { HasHandshake: true, IsAnswered: false }) unanswered(connection, true);
            connection.IsAnswered = true;
            Close(connection, ticks);
        }
        else if ((flags & Fin) != 0)
        {
            connection.Finished |= fromLow ? 1 : 2;
            if (connection.Finished == 3) Close(connection, ticks);
        }
    }

    /// <summary>The capture has ended: what waits is passed on with gaps, and every conversation closed.</summary>
    public void Finish(long ticks)
    {
        foreach (var connection in _connections.Values) Close(connection, ticks);
        _connections.Clear();
        _last = null;
    }

    private TcpConnection? Find(FlowKey key, bool onlyKnown)
    {
        if (_connections.TryGetValue(key, out var connection)) return connection;
        if (onlyKnown) return null;
        if (_connections.Count >= ConnectionLimit) Evict();
        Connections++;
        return _connections[key] = new(key, budget);
    }

    private void Open(ref TcpConnection connection, bool fromLow, uint next, bool isAnswer, long ticks)
    {
        if (!isAnswer && (connection.IsClosed || connection.Conversation is not null || connection.IsIgnored))
        {
            // The same ports again: a retransmitted SYN of a live connection keeps its number, a new connection has its own.
            if (!connection.IsClosed && connection.Half(fromLow).IsSynchronised && connection.Half(fromLow).Next == next) return;
            Close(connection, ticks);
            Connections++;
            _connections[connection.Key] = _last = connection = new(connection.Key, budget) { LastTicks = ticks };
        }
        connection.ClientIsLow = isAnswer ? !fromLow : fromLow;
        connection.HasHandshake = true;
        if (!connection.IsClosed) connection.Half(fromLow).Synchronise(next);
    }

    private void Data(TcpConnection connection, bool fromLow, uint sequence, ReadOnlySpan<byte> payload, long ticks)
    {
        var half = connection.Half(fromLow);
        // In mid-stream and with the protocol unknown, every segment may be the start.
        if (!half.IsSynchronised || (connection.Conversation is null && !connection.HasHandshake)) half.Synchronise(sequence);
        var waited = half.IsWaiting;
        if (!half.Take(sequence, payload, out var now))
        {
            SkipGap(connection, fromLow, half, sequence, ticks);
            half.Take(sequence, payload, out now);
        }
        if (!now.IsEmpty) Deliver(connection, fromLow, now, ticks);
        while (!connection.IsIgnored && !connection.IsClosed && half.TryNext(out now)) Deliver(connection, fromLow, now, ticks);
        if (connection.IsIgnored) half.Clear();
        _waiting += (half.IsWaiting ? 1 : 0) - (waited ? 1 : 0);
    }

    /// <summary>The receiver acknowledges bytes that are not in the capture: the capture lost them, and they will not come again.</summary>
    private void Acknowledge(TcpConnection connection, bool fromLow, uint acknowledged, long ticks)
    {
        var half = connection.Half(!fromLow);
        if (!half.IsWaiting || (int)(acknowledged - half.FirstWaiting) < 0) return;
        SkipGap(connection, !fromLow, half, half.FirstWaiting, ticks);
        while (half.TryNext(out var now)) Deliver(connection, !fromLow, now, ticks);
        if (!half.IsWaiting) _waiting--;
    }

    private void SkipGap(TcpConnection connection, bool fromLow, HalfStream half, uint until, long ticks)
    {
        do
        {
            if (half.Skip(until) > 0) connection.Conversation?.Lose(FromClient(connection, fromLow));
            while (half.TryNext(out var now)) Deliver(connection, fromLow, now, ticks);
        }
        while (half.IsWaiting && (int)(half.FirstWaiting - until) < 0);
        if ((int)(until - half.Next) > 0 && half.Skip(until) > 0) connection.Conversation?.Lose(FromClient(connection, fromLow));
    }

    private void Deliver(TcpConnection connection, bool fromLow, ReadOnlySpan<byte> bytes, long ticks)
    {
        if (connection.Conversation is { } conversation) conversation.Receive(FromClient(connection, fromLow), bytes, ticks);
        else if (!connection.IsIgnored) Recognise(connection, fromLow, bytes, ticks);
    }

    private void Recognise(TcpConnection connection, bool fromLow, ReadOnlySpan<byte> bytes, long ticks)
    {
        if (connection.Prefix is { } prefix && connection.PrefixFromLow == fromLow)
        {
            bytes = (byte[])[.. prefix, .. bytes];
            connection.Prefix = null;
        }
        var protocol = ProtocolDetector.Detect(bytes, connection.ServerPort, out var fromClient);
        switch (protocol)
        {
            case Protocol.NeedMore:
                connection.Prefix = bytes.ToArray();
                connection.PrefixFromLow = fromLow;
                break;
            case Protocol.None:
                if (++connection.Attempts >= (connection.HasHandshake ? 3 : AttemptLimit)) connection.IsIgnored = true;
                break;
            default:
                connection.ClientIsLow ??= (fromClient ?? PortOf(connection, !fromLow) < PortOf(connection, fromLow)) == fromLow;
                connection.Conversation = begin(protocol, connection);
                connection.Conversation.Receive(FromClient(connection, fromLow), bytes, ticks);
                break;
        }
    }

    private void Close(TcpConnection connection, long ticks)
    {
        if (connection.IsClosed) return;
        if (connection is { HasHandshake: true, IsAnswered: false }) unanswered(connection, false);
        foreach (var fromLow in (ReadOnlySpan<bool>)[true, false])
        {
            var half = connection.Half(fromLow);
            if (!half.IsWaiting) continue;
            _waiting--;
            while (half.IsWaiting)
            {
                if (half.Skip(half.FirstWaiting) > 0) connection.Conversation?.Lose(FromClient(connection, fromLow));
                while (half.TryNext(out var now)) Deliver(connection, fromLow, now, ticks);
            }
        }
        connection.Close(ticks);
    }

    private void Evict()
    {
        var times = _connections.Values.Select(connection => connection.LastTicks).Order().ToArray();
        var median = times[times.Length / 2];
        foreach (var old in _connections.Values.Where(connection => connection.LastTicks <= median).ToArray())
        {
            Close(old, old.LastTicks);
            _connections.Remove(old.Key);
        }
        _last = null;
    }

    private static bool FromClient(TcpConnection connection, bool fromLow) => fromLow == (connection.ClientIsLow ?? true);

    private static int PortOf(TcpConnection connection, bool low) => low ? connection.Key.LowPort : connection.Key.HighPort;
}
