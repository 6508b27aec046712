using System.Globalization;
using Sekimori.Cim.Providers;
using Sekimori.Linux.Classes;
using Sekimori.Linux.Host;

namespace Sekimori.Linux.Providers;

/// <summary>The TCP connections and listeners: /proc/net/tcp and tcp6.</summary>
internal sealed class TcpConnectionProvider(LinuxHost host) : CimProvider<MsftNetTCPConnection>
{
    public override bool MayBlock => false;

    protected override IEnumerable<MsftNetTCPConnection> Enumerate(ProviderRequest request)
    {
        var owners = request.Includes(MsftNetTCPConnection.At.OwningProcess)
            ? SocketOwners.Read(host.Paths.Proc, request.CancellationToken)
            : null;
        // The kernel returns the table in pieces: a socket that moves between two of them appears twice.
        foreach (var socket in TcpSocket.ReadAll(host.Paths.Proc).DistinctBy(socket => (socket.Local, socket.Remote, socket.Inode)))
            yield return new MsftNetTCPConnection
            {
                InstanceID = string.Create(CultureInfo.InvariantCulture, $"{socket.Local}++{socket.Remote}++{socket.Inode}"),
                LocalAddress = socket.Local.Address.ToString(),
                LocalPort = (ushort)socket.Local.Port,
                RemoteAddress = socket.Remote.Address.ToString(),
                RemotePort = (ushort)socket.Remote.Port,
                State = StateOf(socket.State),
                OwningProcess = owners is null ? null : owners.TryGetValue(socket.Inode, out var process) ? (uint)process : null,
            };
    }

    // The kernel's numbers (tcp_states.h) as those of MSFT_NetTCPConnection.State.
    private static byte? StateOf(byte state) => state switch
    {
        1 => 5, // established
        2 => 3, // SYN sent
        3 or 12 => 4, // SYN received
        4 => 6, // FIN wait 1
        5 => 7, // FIN wait 2
        6 => 11, // time wait
        7 => 1, // closed
        8 => 8, // close wait
        9 => 10, // last ACK
        10 => 2, // listen
        11 => 9, // closing
        _ => null,
    };
}
