using System.Net;

namespace Sekimori.Server.Listening;

/// <summary>Addresses as people, towers and policies know them.</summary>
public static class PlainEndPoint
{
    /// <summary>A dual-mode socket's mapped address as the IPv4 address that it is; null for what is no IP address.</summary>
    public static IPEndPoint? Of(EndPoint? end) =>
        end is IPEndPoint { Address.IsIPv4MappedToIPv6: true } mapped ? new IPEndPoint(mapped.Address.MapToIPv4(), mapped.Port) : end as IPEndPoint;
}
