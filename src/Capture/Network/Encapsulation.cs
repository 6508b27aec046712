namespace Sekimori.Capture.Network;

/// <summary>What an IP payload is to whoever looks for packets within packets.</summary>
internal enum Encapsulation : byte
{
    /// <summary>No tunnel that is known.</summary>
    None,

    /// <summary>A tunnel, and what is in it can be read.</summary>
    Open,

    /// <summary>A tunnel, and what is in it cannot be read: it is encrypted, compressed or of a kind that is not known.</summary>
    Unread,
}
