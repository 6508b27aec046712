using System.Globalization;
using System.Text;
using Sekimori.Linux.Host;

namespace Sekimori.Linux.Performance;

/// <summary>
/// Tcpip_NetworkInterface and Tcpip_NetworkAdapter: /proc/net/dev. On Windows the first has the interfaces that IP is bound to, the second
/// every adapter; here both have every interface. The adapter has counters of receive coalescing, which the kernel does not count.
/// </summary>
internal sealed class InterfaceCounters(LinuxHost host, bool adapters) : CounterSet(
    host, adapters ? "Tcpip_NetworkAdapter" : "Tcpip_NetworkInterface", singleton: false, """
    BytesReceivedPersec:r:64 BytesSentPersec:r:64 BytesTotalPersec:r:64 CurrentBandwidth:g:64 OffloadedConnections:g:64
    OutputQueueLength:g:64
    PacketsOutboundDiscarded:g:64 PacketsOutboundErrors:g:64 PacketsPersec:r:64 PacketsReceivedDiscarded:g:64 PacketsReceivedErrors:g:64
    PacketsReceivedNonUnicastPersec:r:64 PacketsReceivedPersec:r:64 PacketsReceivedUnicastPersec:r:64 PacketsReceivedUnknown:g:64
    PacketsSentNonUnicastPersec:r:64 PacketsSentPersec:r:64 PacketsSentUnicastPersec:r:64

    """ + (adapters
    ? "TCPActiveRSCConnections:g:64 TCPRSCAveragePacketSize:g:64 TCPRSCCoalescedPacketsPersec:r:64 TCPRSCExceptionsPersec:r:64" : ""))
{
    protected override IEnumerable<CounterRow> Rows(CancellationToken cancellationToken)
    {
        foreach (var line in Encoding.ASCII.GetString(KernelFile.ReadAll(Path.Combine(Host.Paths.Proc, "net/dev"))).Split('\n'))
        {
            // "eth0: bytes packets errs drop fifo frame compressed multicast", then the same for the sent direction.
            var colon = line.IndexOf(':');
            if (colon < 0)
                continue;
            var name = line[..colon].Trim();
            var n = line[(colon + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries)
                .Select(w => ulong.Parse(w, CultureInfo.InvariantCulture)).ToArray();
            if (n.Length < 16)
                continue;
            yield return new CounterRow(name)
            {
                ["BytesReceivedPersec"] = n[0],
                ["BytesSentPersec"] = n[8],
                ["BytesTotalPersec"] = n[0] + n[8],
                ["CurrentBandwidth"] = CpuTopology.Number(Path.Combine(Host.Paths.Sys, "class/net", name), "speed") is > 0 and var megabits
                    ? (ulong)megabits * 1_000_000
                    : null,
                ["PacketsOutboundDiscarded"] = n[11],
                ["PacketsOutboundErrors"] = n[10],
                ["PacketsPersec"] = n[1] + n[9],
                ["PacketsReceivedDiscarded"] = n[3],
                ["PacketsReceivedErrors"] = n[2],
                // The kernel counts multicast only where it is received; broadcast is with the unicast.
                ["PacketsReceivedNonUnicastPersec"] = n[7],
                ["PacketsReceivedUnicastPersec"] = n[1] - Math.Min(n[1], n[7]),
                ["PacketsReceivedPersec"] = n[1],
                ["PacketsSentPersec"] = n[9],
            };
        }
    }
}
