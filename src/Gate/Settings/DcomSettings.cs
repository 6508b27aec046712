using System.Collections.Immutable;
using System.Net;
using Sekimori.Guard.Connect;

namespace Sekimori.Gate.Settings;

/// <summary>The settings of DCOM.</summary>
internal sealed record DcomSettings
{
    /// <summary>True if DCOM is served: activation on the mapper's port, objects on the RPC endpoint's.</summary>
    public bool IsEnabled { get; init; } = true;

    /// <summary>
    /// Clients that may activate and call objects below packet integrity, which Windows requires since 2023 (KB5004442): old ones that do
    /// not sign. They must log on all the same.
    /// </summary>
    public AddressList OldClients { get; init; } = AddressList.Nobody;

    /// <summary>The host names to publish; empty: the name of this host and <c>logon: published-names</c>.</summary>
    public ImmutableArray<string> PublishedNames { get; init; } = [];

    /// <summary>
    /// The addresses to publish, behind address translation or in a container; empty: the address that the client reached, and the others
    /// of this host.
    /// </summary>
    public ImmutableArray<IPAddress> PublishedAddresses { get; init; } = [];
}
