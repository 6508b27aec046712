using System.Buffers.Binary;
using Sekimori.Capture.Files;
using Sekimori.Capture.Http;
using Sekimori.Capture.Logons;
using Sekimori.Capture.Network;
using Sekimori.Capture.Rpc;
using Sekimori.Capture.Smb;
using Sekimori.Guard;
using Sekimori.Observations;

namespace Sekimori.Capture;

/// <summary>
/// Reads the frames of a capture and reports the traffic of the management ports: the third source of observations beside server and
/// gateway. Any bytes result in observations or in nothing; memory is bounded by <see cref="MemoryLimit"/> for what is buffered, and by
/// 65,536 connections of about a kilobyte.
/// </summary>
public sealed class PassiveObserver : IPacketSink
{
    /// <summary>Bytes of unfinished messages held over all connections.</summary>
    public const long MemoryLimit = 64 << 20;

    /// <summary>
    /// Tunnels within tunnels: a mirror of an overlay of a mobile network has three. More are an attempt to make the reader work.
    /// </summary>
    private const int TunnelLimit = 4;

    private readonly ObserverContext _context;
    private readonly TcpTable _tcp;
    private readonly FragmentTable _fragments;
    private long _ticks, _unread;

    /// <summary>An observer that has seen nothing.</summary>
    /// <param name="sink">Receives the observations.</param>
    /// <param name="before">The observer of the previous capture; what ports answered for there is remembered, since recorders that rotate
    /// cut connections in two.</param>
    public PassiveObserver(IObservationSink sink, PassiveObserver? before = null)
    {
        _context = new(sink, MemoryLimit, before?._context);
        _tcp = new(_context.Budget, Begin, ReportUnanswered);
        _fragments = new(_context.Budget);
    }

    /// <summary>
    /// Frames that carry no IP that could be read: ARP and the like, unknown link types, and tunnels that are encrypted, damaged or of an
    /// unknown kind; fragments of what never became whole.
    /// </summary>
    public long UnreadPackets => _unread + _fragments.Unfinished;

    /// <summary>Packets whose end is missing, because the recorder or a mirror cut it off: that part cannot be seen.</summary>
    public long CutPackets { get; private set; }

    /// <summary>TCP connections seen.</summary>
    public long Connections => _tcp.Connections;

    /// <summary>SMB connections of which at least one message was encrypted: what their pipes carried cannot be seen.</summary>
    public long EncryptedConnections => _context.EncryptedConnections;

    /// <summary>Observations made.</summary>
    public long Observations => _context.Observations;

    /// <summary>Bytes buffered now.</summary>
    public long BufferedBytes => _context.Budget.Used;

    /// <inheritdoc/>
    public void OnPacket(long ticks, LinkType link, ReadOnlySpan<byte> frame, bool isCut = false)
    {
        Packet packet = default;
        if (!FrameDecoder.TryRead(link, frame, ref packet) || !TryTake(ref packet, ticks)) _unread++;
        if (isCut || packet.IsCut) CutPackets++;
    }

    /// <summary>Processes the packet, or the packets inside it if it is a tunnel. False if a tunnel could not be read.</summary>
    private bool TryTake(ref Packet packet, long ticks)
    {
        _ticks = ticks;
        for (var depth = 0; ; depth++)
        {
            var payload = packet.Payload;
            if (packet.IsFragment && !_fragments.TryComplete(packet, out payload)) return true;
            if (packet.Protocol == TunnelReader.Tcp)
            {
                _tcp.Receive(packet.Source, packet.Destination, payload, ticks);
                return true;
            }
            var encapsulation = TunnelReader.Read(packet.Protocol, payload, out var type, out var inner);
            if (encapsulation == Encapsulation.None)
            {
                if (packet.Protocol == TunnelReader.Udp) Datagram(packet, payload, ticks);
                return true;
            }
            if (encapsulation == Encapsulation.Unread || depth == TunnelLimit || !EtherReader.TryRead(type, inner, ref packet))
                return false;
        }
    }

    /// <summary>The capture has ended: reports everything that waited for an answer.</summary>
    public void Finish() => _tcp.Finish(_ticks);

    /// <summary>
    /// A connection attempt to a management port without success: nothing was exchanged, but the attempt is worth knowing.
    /// </summary>
    private void ReportUnanswered(TcpConnection connection, bool isRefused)
    {
        if (connection.ServerPort is not (135 or 445 or 593 or 5985 or 5986)) return;
        var facts = new FactSet();
        facts.Add(Fact.Anomaly, isRefused ? "refused" : "no_answer");
        _context.Report(new()
        {
            Time = ObserverContext.Time(connection.LastTicks), Source = ObservationSource.Capture, Kind = ObservationKind.Connect,
            Client = connection.Client,
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
