using System.Net;
using System.Net.Sockets;

namespace Sekimori.TestKit;

/// <summary>A TCP port that nobody listens on: for what cannot be told "any port".</summary>
public static class FreePort
{
    /// <summary>A port of an address.</summary>
    public static int At(IPAddress address)
    {
        using var listener = new TcpListener(address, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>A port of an address.</summary>
    public static int At(string address) => At(IPAddress.Parse(address));
}
