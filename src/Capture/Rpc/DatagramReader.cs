using System.Buffers.Binary;
using Sekimori.Guard;
using Sekimori.Observations;

namespace Sekimori.Capture.Rpc;

/// <summary>Connectionless RPC over UDP ([C706] 12.5): the interface is in every packet, so there is nothing to remember.</summary>
internal static class DatagramReader
{
    private const int HeaderSize = 80;
    private const byte Request = 0, Fault = 3, Reject = 6;

    /// <summary>Reports a datagram if it is a request, a fault or a reject.</summary>
    public static void Read(ObserverContext context, Endpoint source, Endpoint destination, ReadOnlySpan<byte> datagram, long ticks)
    {
        var type = datagram[1] & 0x1f;
        var isBigEndian = (datagram[4] & 0xf0) == 0;
        var activity = new Guid(datagram.Slice(40, 16), isBigEndian).ToString();
        var fragment = Half(datagram[76..], isBigEndian);
        if ((datagram[2] & 4) != 0 && fragment > 0) return; // a further fragment of a call that was told
        var facts = new FactSet();
        facts.Add(Observations.Fact.Activity, activity);
        var known = InterfaceCatalogue.Get(new Guid(datagram.Slice(24, 16), isBigEndian));
        var version = Number(datagram[60..], isBigEndian);
        var opnum = Half(datagram[68..], isBigEndian);
        var length = Math.Min(Half(datagram[74..], isBigEndian), datagram.Length - HeaderSize);
        var fromClient = type == Request;
        long status = -1;
        if (!fromClient) status = length >= 4 ? Number(datagram[HeaderSize..], isBigEndian) : 0;
        else if (length > 0)
        {
            FactSet? found = CallFacts.Read(known, opnum, datagram.Slice(HeaderSize, length), isBigEndian, false);
            foreach (var (fact, value) in (found ?? FactSet.Empty).All) facts.Add(fact, value);
        }
        context.Report(new()
        {
            Time = ObserverContext.Time(ticks), Source = ObservationSource.Capture, Kind = fromClient
                ? ObservationKind.Call
                : ObservationKind.Fault,
            Client = fromClient ? source : destination, Server = fromClient ? destination : source, Transport = Transport.Udp,
            Interface = known,
            Version = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{version & 0xffff}.{version >> 16}"),
            Opnum = opnum,
            CallId = Number(datagram[64..], isBigEndian), Level = ProtectionLevel.None, Bytes = length, Status = status, Facts = facts,
        });
    }

    /// <summary>
    /// True if this can only be a connectionless PDU that is worth reporting: version, type and flags are valid, and the length agrees.
    /// </summary>
    public static bool IsDatagram(ReadOnlySpan<byte> datagram)
    {
        if (datagram.Length < HeaderSize || datagram[0] != 4 || (datagram[1] & 0x1f) is not (Request or Fault or Reject)) return false;
        if ((datagram[4] & 0xef) != 0 || datagram[5] > 3 || (datagram[3] & 0xfc) != 0) return false;
        return Half(datagram[74..], (datagram[4] & 0xf0) == 0) <= datagram.Length - HeaderSize;
    }

    private static ushort Half(ReadOnlySpan<byte> at, bool bigEndian) =>
        bigEndian ? BinaryPrimitives.ReadUInt16BigEndian(at) : BinaryPrimitives.ReadUInt16LittleEndian(at);

    private static uint Number(ReadOnlySpan<byte> at, bool bigEndian) =>
        bigEndian ? BinaryPrimitives.ReadUInt32BigEndian(at) : BinaryPrimitives.ReadUInt32LittleEndian(at);
}
