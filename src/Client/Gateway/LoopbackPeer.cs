using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Sekimori.Client.Gateway;

/// <summary>
/// The user at the other end of a loopback connection, as the kernel lists it (proc(5), /proc/net/tcp). A port of the loopback address is
/// open to every user of a machine, and the way through the gate is that of one of them.
/// </summary>
internal static partial class LoopbackPeer
{
    // Columns of a line: sl local_address rem_address st tx:rx tr:tm retrnsmt uid.
    private const int Local = 1, Remote = 2, State = 3, User = 7;

    // TCP_ESTABLISHED: a peer that has closed again needs no way through the gate.
    private const string Established = "01";

    /// <summary>True if the peer is a process of this user or of root. Also where the system does not list its connections.</summary>
    public static bool IsOwn(Socket accepted)
    {
        if (!OperatingSystem.IsLinux() || accepted.RemoteEndPoint is not IPEndPoint peer || accepted.LocalEndPoint is not IPEndPoint own)
            return true;
        return FindUser(peer, own) is { } user && (user == 0 || user == GetEffectiveUserId());
    }

    // A socket of IPv6 that connects to an IPv4 address is listed with IPv6's.
    private static uint? FindUser(IPEndPoint peer, IPEndPoint own) =>
        FindUser("/proc/net/tcp", peer, own) ?? FindUser("/proc/net/tcp6", Mapped(peer), Mapped(own));

    private static IPEndPoint Mapped(IPEndPoint end) => new(end.Address.MapToIPv6(), end.Port);

    // The peer's own line: its local address is our remote one.
    private static uint? FindUser(string file, IPEndPoint peer, IPEndPoint own)
    {
        if (!File.Exists(file)) return null;
        var (local, remote) = (Text(peer), Text(own));
        foreach (var line in File.ReadLines(file))
        {
            var columns = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (columns.Length > User && columns[Local] == local && columns[Remote] == remote && columns[State] == Established
                && uint.TryParse(columns[User], NumberStyles.None, CultureInfo.InvariantCulture, out var user)) return user;
        }
        return null;
    }

    // The kernel prints the address as words in the machine's own byte order.
    private static string Text(IPEndPoint end)
    {
        var words = MemoryMarshal.Cast<byte, uint>(end.Address.GetAddressBytes());
        var text = new System.Text.StringBuilder();
        foreach (var word in words) text.Append(word.ToString("X8", CultureInfo.InvariantCulture));
        return text.Append(':').Append(end.Port.ToString("X4", CultureInfo.InvariantCulture)).ToString();
    }

    [LibraryImport("libc", EntryPoint = "geteuid")]
    private static partial uint GetEffectiveUserId();
}
