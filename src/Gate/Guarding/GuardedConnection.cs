using System.Net;
using Sekimori.Guard;
using Sekimori.Guard.Policy;
using Sekimori.Observations;

namespace Sekimori.Gate.Guarding;

/// <summary>What the guard knows of a connection from its start; shared by all of its observations.</summary>
/// <param name="Client">The client's address.</param>
/// <param name="Server">The server's address.</param>
/// <param name="Transport">How.</param>
internal sealed record GuardedConnection(Endpoint Client, Endpoint Server, Transport Transport)
{
    /// <summary>The client's address for the policy; null on the local transport.</summary>
    public IPAddress? Address => Transport == Transport.Local ? null : Client.Address;

    /// <summary>The connection of two sockets.</summary>
    public static GuardedConnection Of(IPEndPoint? remote, IPEndPoint? local, Transport transport) =>
        new(Endpoint.From(remote), Endpoint.From(local), transport);

    /// <summary>The facts for every point.</summary>
    public PolicyFacts Facts(PolicyPoint point, DateTimeOffset now) =>
        new() { Point = point, Address = Address, Transport = Transport, Time = now };
}
