namespace Sekimori.Capture.Network;

/// <summary>What two hosts say to each other in one protocol over one stream in each direction.</summary>
internal abstract class Conversation
{
    /// <summary>Takes the next bytes of one direction, in order. The bytes are only lent.</summary>
    public abstract void Receive(bool fromClient, ReadOnlySpan<byte> bytes, long ticks);

    /// <summary>Bytes of one direction are missing: what comes next begins anywhere.</summary>
    public abstract void Lose(bool fromClient);

    /// <summary>Nothing more will come: whatever was held back for an answer is told now, and memory is given back.</summary>
    public abstract void Close(long ticks);
}
