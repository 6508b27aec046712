namespace Sekimori.Capture.Network;

/// <summary>What two hosts exchange in one protocol over one stream in each direction.</summary>
internal abstract class Conversation
{
    /// <summary>Processes the next bytes of one direction, in order. The bytes are only lent.</summary>
    public abstract void Receive(bool fromClient, ReadOnlySpan<byte> bytes, long ticks);

    /// <summary>Bytes of one direction are missing: the next ones may start in the middle of a message.</summary>
    public abstract void Lose(bool fromClient);

    /// <summary>No more bytes will come: everything that waited for an answer is reported, and memory is released.</summary>
    public abstract void Close(long ticks);
}
