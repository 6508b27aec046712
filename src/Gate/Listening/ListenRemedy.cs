using System.Net;
using System.Net.Sockets;
using Sekimori.Server.Listening;

namespace Sekimori.Gate.Listening;

/// <summary>What people can do about a port that cannot be opened.</summary>
internal static class ListenRemedy
{
    /// <summary>One line that names the port and the remedy.</summary>
    /// <param name="failure">The error of the system.</param>
    /// <param name="option">The option that chooses another port.</param>
    public static GateException For(ListenException failure, string option)
    {
        var end = (IPEndPoint)failure.EndPoint;
        var line = failure.Error switch
        {
            SocketError.AccessDenied =>
                $"port {end.Port} on {end.Address} needs privilege: use sudo, or choose a port above 1023 with {option}",
            SocketError.AddressAlreadyInUse =>
                $"port {end.Port} on {end.Address} is taken by another program (`ss -ltnp sport = :{end.Port}` shows which): stop it, or " +
                $"choose another port with {option} or another address with --address",
            SocketError.AddressNotAvailable =>
                $"{end.Address} is not an address of this machine (`ip addr` lists them): choose another with --address",
            SocketError.AddressFamilyNotSupported =>
                $"{end.Address}: this machine has no {(end.AddressFamily == AddressFamily.InterNetworkV6 ? "IPv6" : "IPv4")}",
            _ => $"port {end.Port} on {end.Address} cannot be opened: {failure.InnerException!.Message}",
        };
        return new GateException(line, failure);
    }

    /// <summary>Why a port cannot be opened, for those who chose it through winrm/config.</summary>
    public static string Reason(ListenException failure)
    {
        var end = (IPEndPoint)failure.EndPoint;
        return failure.Error switch
        {
            SocketError.AccessDenied => $"port {end.Port} on {end.Address} needs privilege",
            SocketError.AddressAlreadyInUse => $"port {end.Port} on {end.Address} is taken",
            SocketError.AddressNotAvailable => $"{end.Address} is not an address of this host",
            _ => $"port {end.Port} on {end.Address} cannot be opened: {failure.InnerException!.Message}",
        };
    }
}
