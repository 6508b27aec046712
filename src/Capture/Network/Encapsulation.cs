namespace Sekimori.Capture.Network;

/// <summary>The kind of an IP payload, for finding packets within packets.</summary>
internal enum Encapsulation : byte
{
    /// <summary>No tunnel that is known.</summary>
    None,

    /// <summary>A tunnel whose content can be read.</summary>
    Open,

    /// <summary>A tunnel whose content cannot be read: it is encrypted, compressed or of an unknown kind.</summary>
    Unread,
}
