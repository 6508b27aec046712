namespace Sekimori.Capture.Network;

/// <summary>What two hosts say to each other in one protocol over one stream in each direction.</summary>
internal abstract class Conversation
{
    /// <summary>Takes the next bytes of one direction, in order. The bytes are only lent.</summary>
    public abstract void Receive(bool fromClient, ReadOnlySpan<byte> bytes, long ticks);

    /// <summary>Bytes of one direction are missing: what comes next starts anywhere.</summary>
    public abstract void Lose(bool fromClient);

    /// <summary>Nothing more will come: everything that waited for an answer is reported, and memory is released.</summary>
    public abstract void Close(long ticks);
}
