using System.Buffers.Binary;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Sekimori.Guard;

namespace Sekimori.Server.Listening;

/// <summary>The process at the other end of a Unix socket, as reported by the kernel (SO_PEERCRED, unix(7)).</summary>
/// <param name="ProcessId">The process that connected; it may have ended.</param>
/// <param name="UserId">Its effective user.</param>
/// <param name="GroupId">Its effective group.</param>
public readonly record struct UnixPeer(int ProcessId, uint UserId, uint GroupId)
{
    private const int SolSocket = 1;
    private const int SoPeerCred = 17;
    private static readonly uint OwnUserId = GetEffectiveUserId();

    /// <summary>Asks the kernel. Null if the system has no such option.</summary>
    public static UnixPeer? Of(Socket socket)
    {
        ArgumentNullException.ThrowIfNull(socket);
        if (!OperatingSystem.IsLinux()) return null;
        Span<byte> credentials = stackalloc byte[12];
        if (socket.GetRawSocketOption(SolSocket, SoPeerCred, credentials) != credentials.Length) return null;
        return new(Number(credentials), (uint)Number(credentials[4..]), (uint)Number(credentials[8..]));
    }

    /// <summary>True for root and for the user that runs the server: the machine is theirs.</summary>
    public bool IsOwner => UserId == 0 || UserId == OwnUserId;

    /// <summary>Root, and the user that runs the server, are administrators; all others have a name and no rights.</summary>
    public static Caller DefaultCaller(UnixPeer peer)
    {
        var role = peer.IsOwner ? Role.Administrator : Role.None;
        // The kernel vouches for both ends and nothing leaves the machine: as good as privacy.
        return new($"uid:{peer.UserId}", role, "Local", ProtectionLevel.Privacy)
        {
            Groups = RoleGroups.With(role, [$"gid:{peer.GroupId}"])
        };
    }

    private static int Number(ReadOnlySpan<byte> at) =>
        BitConverter.IsLittleEndian ? BinaryPrimitives.ReadInt32LittleEndian(at) : BinaryPrimitives.ReadInt32BigEndian(at);

    private static uint GetEffectiveUserId() => OperatingSystem.IsWindows() ? uint.MaxValue : geteuid();

    [DllImport("libc", EntryPoint = "geteuid")]
    private static extern uint geteuid();
}
