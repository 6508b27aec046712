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
    /// <summary>The target that calls on it are for, where RPC ends at the gateway; null for this host.</summary>
    public GuardedTarget? Target { get; init; }

    /// <summary>The policy's verdicts on its last calls.</summary>
    public VerdictMemo Verdicts { get; } = new();

    /// <summary>Where its observations are made.</summary>
    public ObservationSource Source => Target is null ? ObservationSource.Server : ObservationSource.Gateway;

    /// <summary>Facts, with those of the target.</summary>
    public FactSet With(FactSet facts) => Target is null ? facts : facts.Count == 0 ? Target.Facts : Target.Facts.With(facts);

    /// <summary>The client's address for the policy; null on the local transport.</summary>
    public IPAddress? Address => Transport == Transport.Local ? null : Client.Address;

    /// <summary>The connection of two sockets.</summary>
    public static GuardedConnection Of(IPEndPoint? remote, IPEndPoint? local, Transport transport) =>
        new(Endpoint.From(remote), Endpoint.From(local), transport);

    /// <summary>The facts for every point.</summary>
    public PolicyFacts Facts(PolicyPoint point, DateTimeOffset now) =>
        new()
        {
            Point = point, Address = Address, Transport = Transport, Time = now, Target = Target?.Name, TargetPort = Target?.Port,
        };
}
