namespace Sekimori.Capture.Network;

/// <summary>
/// The network layer of one frame: two addresses as 128-bit numbers (IPv4 mapped into IPv6), the protocol and the payload.
/// </summary>
internal ref struct Packet
{
    public UInt128 Source;
    public UInt128 Destination;
    public byte Protocol;
    public ReadOnlySpan<byte> Payload;

    /// <summary>
    /// True if IP's length is larger than what was captured: the recorder or the mirror cut the packet. Stays true for packets inside.
    /// </summary>
    public bool IsCut;

    /// <summary>True if <see cref="Payload"/> is one fragment of a datagram.</summary>
    public bool IsFragment;

    /// <summary>True if more fragments follow this one.</summary>
    public bool HasMore;

    /// <summary>The fragment's place in bytes.</summary>
    public int FragmentOffset;

    /// <summary>IP's identification of the datagram that the fragment belongs to.</summary>
    public uint Identification;
}
