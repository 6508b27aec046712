using System.Net;

namespace Sekimori.Server.Listening;

/// <summary>Addresses in the form that people, towers and policies use.</summary>
internal static class PlainEndPoint
{
    /// <summary>The IPv4 address of a dual-mode socket's mapped address; null if it is not an IP address.</summary>
    public static IPEndPoint? Of(EndPoint? end) =>
        end is IPEndPoint { Address.IsIPv4MappedToIPv6: true } mapped
        ? new IPEndPoint(mapped.Address.MapToIPv4(), mapped.Port)
        : end as IPEndPoint;
}
