using System.Collections.Immutable;
using System.Net;

namespace Sekimori.Gate.Settings;

/// <summary>A Kerberos realm whose KDCs are behind the gateway ([MS-KKDCP]).</summary>
internal sealed record KdcRealm
{
    /// <summary>The realm.</summary>
    public required string Realm { get; init; }

    /// <summary>Its KDCs, asked one after the other until one answers.</summary>
    public required ImmutableArray<IPAddress> Addresses { get; init; }
}
