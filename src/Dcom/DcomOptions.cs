using System.Net;
using Sekimori.Guard;
using Sekimori.Dcom.References;

namespace Sekimori.Dcom;

/// <summary>How a DCOM server handles its callers.</summary>
public sealed record DcomOptions
{
    /// <summary>What it keeps for callers.</summary>
    public DcomLimits Limits { get; init; } = DcomLimits.Default;

    /// <summary>The port of the objects' endpoint, which activations tell clients.</summary>
    public int Port { get; init; }

    /// <summary>
    /// The addresses to publish beside the one that a client reached; see <see cref="Names"/>. Empty: that one alone.
    /// </summary>
    public IReadOnlyList<IPAddress> Addresses { get; init; } = [];

    /// <summary>The host names to publish, full and short.</summary>
    public IReadOnlyList<string> Names { get; init; } = [];

    /// <summary>Publishes something else than the three above say.</summary>
    internal IDcomBindings Bindings
    {
        get =>
            field ??= new DcomBindings(Port, Addresses, () => Names, [new(SecurityBinding.Ntlm, ""), new(SecurityBinding.Negotiate, "")]);
        init;
    }

    /// <summary>
    /// The least protection of an activation and of every call on an object, by the client's address: packet integrity, as Windows
    /// requires it since 2023 (KB5004442). An address of old clients may have less, but nobody is served without a logon.
    /// </summary>
    public Func<IPAddress?, ProtectionLevel> LeastLevel { get; init; } = static _ => ProtectionLevel.Integrity;

    /// <summary>The least protection of a call of one interface, by IID, if it is more than the other.</summary>
    public Func<Guid, ProtectionLevel> LeastLevelOf { get; init; } = static _ => ProtectionLevel.None;

    /// <summary>Returns whether those who own objects may keep them; null lets them.</summary>
    public IOwnerWatch? Watch { get; init; }
}
