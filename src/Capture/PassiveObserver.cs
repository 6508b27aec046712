using System.Buffers.Binary;
using Sekimori.Capture.Files;
using Sekimori.Capture.Http;
using Sekimori.Capture.Logons;
using Sekimori.Capture.Network;
using Sekimori.Capture.Rpc;
using Sekimori.Capture.Smb;
using Sekimori.Guard.Observations;

namespace Sekimori.Capture;

/// <summary>
/// Watches the frames of a capture and tells what was said through the management ports: the third source of observations beside server and gateway.
/// Any bytes end in observations or in nothing; memory is bounded by <see cref="MemoryLimit"/> for what is buffered, and by
/// 65,536 connections of about a kilobyte.
/// </summary>
public sealed class PassiveObserver : IPacketSink
{
    /// <summary>Bytes of unfinished messages held over all connections.</summary>
    public const long MemoryLimit = 64 << 20;

    private const byte TcpProtocol = 6, UdpProtocol = 17;

    private readonly ObserverContext _context;
    private readonly TcpTable _tcp;
    private readonly FragmentTable _fragments;
    private long _ticks;

    /// <summary>An observer that has seen nothing.</summary>
    /// <param name="sink">Who takes the observations.</param>
    public PassiveObserver(IObservationSink sink)
    {
        _context = new(sink, MemoryLimit);
        _tcp = new(_context.Budget, Begin, TellUnanswered);
        _fragments = new(_context.Budget);
    }

    /// <summary>Frames that carry no IP that could be read.</summary>
    public long UnreadPackets { get; private set; }

    /// <summary>TCP connections seen.</summary>
    public long Connections => _tcp.Connections;

    /// <summary>SMB connections of which at least one message was encrypted: what their pipes carried cannot be seen.</summary>
    public long EncryptedConnections => _context.EncryptedConnections;

    /// <summary>Observations made.</summary>
    public long Observations => _context.Observations;

    /// <summary>Bytes buffered now.</summary>
    public long BufferedBytes => _context.Budget.Taken;

    /// <inheritdoc/>
    public void OnPacket(long ticks, LinkType link, ReadOnlySpan<byte> frame)
    {
        if (!FrameDecoder.TryRead(link, frame, out var packet))
        {
            UnreadPackets++;
            return;
        }
        _ticks = ticks;
        var payload = packet.Payload;
        if (packet.IsFragment && !_fragments.TryComplete(packet, out payload)) return;
        if (packet.Protocol == TcpProtocol) _tcp.Receive(packet.Source, packet.Destination, payload, ticks);
        else if (packet.Protocol == UdpProtocol) Datagram(packet, payload, ticks);
    }

    /// <summary>The capture is over: tells what was held back for an answer.</summary>
    public void Finish() => _tcp.Finish(_ticks);

    /// <summary>A management port that somebody tried to reach in vain: nothing of it was said, and still it is worth knowing.</summary>
    private void TellUnanswered(TcpConnection connection, bool isRefused)
    {
        if (connection.ServerPort is not (135 or 445 or 593 or 5985 or 5986)) return;
        var facts = new FactSet();
        facts.Add(Fact.Anomaly, isRefused ? "refused" : "no_answer");
        _context.Tell(new()
        {
            Time = ObserverContext.Time(connection.LastTicks), Source = ObservationSource.Capture, Kind = ObservationKind.Connect, Client = connection.Client,
            Server = connection.Server, Transport = connection.ServerPort is 5985 or 5986 ? Transport.Http : Transport.Tcp, Facts = facts,
        });
    }

    private void Datagram(in Packet packet, ReadOnlySpan<byte> udp, long ticks)
    {
        if (udp.Length < 8 || !DatagramReader.IsDatagram(udp[8..])) return;
        var source = new Endpoint(TcpConnection.Address(packet.Source), BinaryPrimitives.ReadUInt16BigEndian(udp));
        var destination = new Endpoint(TcpConnection.Address(packet.Destination), BinaryPrimitives.ReadUInt16BigEndian(udp[2..]));
        DatagramReader.Read(_context, source, destination, udp[8..], ticks);
    }

    private Conversation Begin(Protocol protocol, TcpConnection connection) => protocol switch
    {
        Protocol.Rpc => new RpcConversation(_context, connection.Client, connection.Server, Transport.Tcp, "", new LogonState()),
        Protocol.Smb => new SmbConversation(_context, connection.Client, connection.Server),
        _ => new HttpConversation(_context, connection.Client, connection.Server),
    };
}
