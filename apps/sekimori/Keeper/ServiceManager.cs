using System.Net.Sockets;

namespace Sekimori.App.Keeper;

/// <summary>Notifications to the service manager that started this process, see sd_notify(3).</summary>
internal static class ServiceManager
{
    /// <summary>Reports that the service is ready; does nothing without a service manager.</summary>
    public static void NotifyReady()
    {
        if (Environment.GetEnvironmentVariable("NOTIFY_SOCKET") is not { Length: > 1 } path) return;
        using var socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        // An "@" means the abstract namespace (unix(7)).
        socket.SendTo("READY=1"u8, new UnixDomainSocketEndPoint(path[0] == '@' ? '\0' + path[1..] : path));
    }
}
