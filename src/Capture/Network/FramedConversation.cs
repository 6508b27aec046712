namespace Sekimori.Capture.Network;

/// <summary>
/// A protocol whose messages contain their length in a header. A frame that lies whole in one segment is forwarded without a copy;
/// of one that is over <see cref="Keep"/>, that much is forwarded and the rest skipped.
/// </summary>
internal abstract class FramedConversation(CaptureBudget budget) : Conversation
{
    private FrameBuffer _client, _server;

    protected CaptureBudget Budget => budget;

    /// <summary>How much of one frame is kept, in bytes.</summary>
    protected abstract int Keep { get; }

    /// <summary>The size of the frame that starts here; 0 if more bytes are needed, -1 if no frame starts here.</summary>
    protected abstract int Size(ReadOnlySpan<byte> start);

    /// <summary>Adds one frame, or the first <see cref="Keep"/> bytes of it.</summary>
    protected abstract void Frame(bool fromClient, ReadOnlySpan<byte> frame, long ticks);

    public override void Receive(bool fromClient, ReadOnlySpan<byte> bytes, long ticks)
    {
        ref var held = ref fromClient ? ref _client : ref _server;
        while (!bytes.IsEmpty)
        {
            if (held.Skip > 0)
            {
                var skipped = (int)Math.Min(held.Skip, bytes.Length);
                held.Skip -= skipped;
                bytes = bytes[skipped..];
                continue;
            }
            if (held.Count > 0)
            {
                if (!Fill(ref held, fromClient, ref bytes, ticks)) return;
                continue;
            }
            var size = Size(bytes);
            if (size < 0)
            {
                // Lost the frame's start: the next segment that starts with a frame sets it right.
                held.IsLost = true;
                return;
            }
            held.IsLost = false;
            if (size == 0 || (size > bytes.Length && bytes.Length < Keep))
            {
                if (!held.TryAppend(bytes, budget)) held.IsLost = true;
                return;
            }
            var part = Math.Min(Math.Min(size, bytes.Length), Math.Max(Keep, 1));
            Frame(fromClient, bytes[..part], ticks);
            held.Skip = size - part;
            bytes = bytes[part..];
        }
    }

    public override void Lose(bool fromClient)
    {
        ref var held = ref fromClient ? ref _client : ref _server;
        held.Clear(budget);
        held.Skip = 0;
        held.IsLost = true;
    }

    public override void Close(long ticks)
    {
        _client.Clear(budget);
        _server.Clear(budget);
    }

    /// <summary>Adds to a frame that was started. False if nothing of <paramref name="bytes"/> can be used.</summary>
    private bool Fill(ref FrameBuffer held, bool fromClient, ref ReadOnlySpan<byte> bytes, long ticks)
    {
        var size = Size(held.Bytes);
        if (size < 0)
        {
            held.Clear(budget);
            held.IsLost = true;
            return true;
        }
        var wanted = size == 0 ? 1 : Math.Min(size, Keep) - held.Count;
        var part = Math.Min(wanted, bytes.Length);
        if (part > 0)
        {
            if (!held.TryAppend(bytes[..part], budget))
            {
                held.Clear(budget);
                held.IsLost = true;
                return false;
            }
            bytes = bytes[part..];
        }
        if (size <= 0 || held.Count < Math.Min(size, Keep)) return true;
        Frame(fromClient, held.Bytes, ticks);
        held.Skip = size - held.Count;
        held.Clear(budget);
        return true;
    }
}
