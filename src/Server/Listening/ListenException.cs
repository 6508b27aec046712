using System.Net;
using System.Net.Sockets;

namespace Sekimori.Server.Listening;

/// <summary>The system does not let this process listen there.</summary>
/// <param name="endPoint">Where.</param>
/// <param name="error">Why.</param>
/// <param name="inner">What the system said.</param>
public sealed class ListenException(EndPoint endPoint, SocketError error, SocketException inner) : Exception($"{endPoint}: {inner.Message}", inner)
{
    /// <summary>Where.</summary>
    public EndPoint EndPoint { get; } = endPoint;

    /// <summary>Why: <see cref="SocketError.AccessDenied"/>, <see cref="SocketError.AddressAlreadyInUse"/>, <see cref="SocketError.AddressNotAvailable"/> …</summary>
    public SocketError Error { get; } = error;
}
