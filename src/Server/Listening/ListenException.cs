using System.Net;
using System.Net.Sockets;

namespace Sekimori.Server.Listening;

/// <summary>The system does not let this process listen at an address.</summary>
/// <param name="endPoint">Where.</param>
/// <param name="error">Why.</param>
/// <param name="inner">The error of the system.</param>
internal sealed class ListenException(EndPoint endPoint, SocketError error, SocketException inner)
    : Exception($"{endPoint}: {inner.Message}", inner)
{
    /// <summary>Where.</summary>
    public EndPoint EndPoint { get; } = endPoint;

    /// <summary>
    /// The reason: <see cref="SocketError.AccessDenied"/>, <see cref="SocketError.AddressAlreadyInUse"/>,
    /// <see cref="SocketError.AddressNotAvailable"/> …
    /// </summary>
    public SocketError Error { get; } = error;
}
