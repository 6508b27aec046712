namespace Sekimori.Capture.Network;

/// <summary>What the network layer says of one frame: two addresses as 128-bit numbers (IPv4 mapped into IPv6), the protocol, its bytes.</summary>
internal ref struct Packet
{
    public UInt128 Source;
    public UInt128 Destination;
    public byte Protocol;
    public ReadOnlySpan<byte> Payload;

    /// <summary>True if IP's length says more than is there: the recorder, or who mirrored the packet, cut it. Stays true for what is inside.</summary>
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
