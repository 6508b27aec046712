using System.Net;
using Sekimori.Observations;

namespace Sekimori.Capture.Network;

/// <summary>One TCP connection: both directions, and the conversation once the protocol is known.</summary>
internal sealed class TcpConnection(FlowKey key, CaptureBudget budget)
{
    private HalfStream? _fromLow, _fromHigh;

    /// <summary>When a packet was last seen, in ticks.</summary>
    public long LastTicks;

    /// <summary>Segments with data that did not identify the protocol.</summary>
    public int Attempts;

    /// <summary>True if the connection is of no interest: its packets are dropped.</summary>
    public bool IsIgnored;

    /// <summary>True if both sides are through, or one has reset.</summary>
    public bool IsClosed;

    /// <summary>Bit 0: the lower side has finished; bit 1: the higher.</summary>
    public int Finished;

    /// <summary>True if the opening handshake was seen.</summary>
    public bool HasHandshake;

    /// <summary>True if the server side has sent anything but a reset.</summary>
    public bool IsAnswered;

    /// <summary>Which side started the connection; null if it is not known.</summary>
    public bool? ClientIsLow;

    /// <summary>First bytes of a direction, while they are too few to identify the protocol.</summary>
    public byte[]? Prefix;

    public bool PrefixFromLow;

    public FlowKey Key => key;

    public Conversation? Conversation { get; set; }

    public HalfStream Half(bool fromLow) => fromLow ? _fromLow ??= new(budget) : _fromHigh ??= new(budget);

    /// <summary>The port of the side that is not the client; the lower number if that is not known.</summary>
    public int ServerPort => ClientIsLow is { } low ? low ? key.HighPort : key.LowPort : Math.Min(key.LowPort, key.HighPort);

    public Endpoint Client => ClientIsLow ?? true ? new(Address(key.Low), key.LowPort) : new(Address(key.High), key.HighPort);

    public Endpoint Server => ClientIsLow ?? true ? new(Address(key.High), key.HighPort) : new(Address(key.Low), key.LowPort);

    public void Close(long ticks)
    {
        Conversation?.Close(ticks);
        Conversation = null;
        _fromLow?.Clear();
        _fromHigh?.Clear();
        _fromLow = _fromHigh = null;
        Prefix = null;
        IsClosed = true;
    }

    internal static IPAddress Address(UInt128 address)
    {
        Span<byte> bytes = stackalloc byte[16];
        System.Buffers.Binary.BinaryPrimitives.WriteUInt128BigEndian(bytes, address);
        return (address >> 32) == 0xffff ? new IPAddress(bytes[12..]) : new IPAddress(bytes);
    }
}
