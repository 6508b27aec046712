using System.Collections.Immutable;
using System.Net;
using Sekimori.Guard;
using Sekimori.Observations;
using Sekimori.Server.Rpc;

namespace Sekimori.Gate.Settings;

/// <summary>A host behind the gateway, as the settings describe it. Compared by value: a changed target ends its sessions.</summary>
internal sealed record GatewayTarget
{
    /// <summary>The name: what policies, commands and the audit log call it.</summary>
    public required string Name { get; init; }

    /// <summary>An address, or a host name that the gate resolves once.</summary>
    public required string Address { get; init; }

    /// <summary>Further names by which callers may ask for it, beside <see cref="Name"/> and <see cref="Address"/>.</summary>
    public ImmutableArray<string> Aliases { get; init; } = [];

    /// <summary>The ports that callers may ask for.</summary>
    public required ImmutableArray<PortRange> Ports { get; init; }

    /// <summary>The URL of its WS-Management service; null if it has none.</summary>
    public Uri? WsMan { get; init; }

    /// <summary>True if WS-Management outside is WMI inside: the target has no service of its own (<see cref="WsMan"/> is null).</summary>
    public bool IsWsManBridged { get; init; }

    /// <summary>The SHA-256 fingerprint of the certificate at <see cref="WsMan"/>, hexadecimal without separators; null: the system's
    /// authorities decide.</summary>
    public string? Fingerprint { get; init; }

    /// <summary>How RPC is passed on at <see cref="Outer"/>.</summary>
    public RpcMode Rpc { get; init; }

    /// <summary>The address of the gate that stands for this target; null if there is none.</summary>
    public IPAddress? Outer { get; init; }

    /// <summary>True if RPC is followed for addresses that have not logged on: a relay for anybody whom the policy allows.</summary>
    public bool WithoutLogon { get; init; }

    /// <summary>The interfaces that are served where RPC ends at the gate.</summary>
    public ImmutableArray<RpcInterface> RpcInterfaces { get; init; } = [];

    /// <summary>Where RPC ends at the gate: the protection of each call to the target, and the least that its caller must bring.</summary>
    public ProtectionLevel RpcLevel { get; init; } = ProtectionLevel.Privacy;

    /// <summary>True if the gate may log on there by NTLM, which a hostile target can pass on to another host.</summary>
    public bool RpcNtlm { get; init; }

    /// <summary>The vault entry that the gate logs on with at <see cref="WsMan"/>; null if there is none.</summary>
    public string? Vault { get; init; }

    /// <summary>Whose identity the gate logs on with at <see cref="WsMan"/>.</summary>
    public TargetIdentity As
    {
        get => Vault is not null ? TargetIdentity.Vault : field;
        init;
    }

    /// <summary>True if the gate acts there for each caller, and with the caller's own identity.</summary>
    public bool IsDelegated => As is TargetIdentity.Delegate or TargetIdentity.Transition;

    /// <summary>True if WS-Management to this target ends at the gate.</summary>
    public bool IsTerminated => (WsMan is not null || IsWsManBridged) && As != TargetIdentity.Caller;

    /// <summary>True if WMI is served at <see cref="Outer"/>, and the gate asks the target.</summary>
    public bool ServesWmi => Rpc == RpcMode.Bridge || (Rpc == RpcMode.Terminate && RpcInterfaces.Any(IsWmi));

    /// <summary>The port that policies know WS-Management to this target by.</summary>
    /// <param name="mapper">The port of endpoint mappers.</param>
    public int? WsManPort(int mapper) => WsMan?.Port ?? (IsWsManBridged ? mapper : null);

    /// <summary>True for the name that stands for DCOM and WMI among the interfaces that end at the gate.</summary>
    public static bool IsWmi(RpcInterface known) => known.Name == "IWbemServices";

    /// <summary>True if shells that end at the gate are recorded.</summary>
    public bool IsRecorded { get; init; } = true;

    /// <summary>Every name by which callers may ask for it.</summary>
    public IEnumerable<string> Names => new[] { Name, Address }.Concat(Aliases).Distinct(StringComparer.OrdinalIgnoreCase);

    /// <summary>True if callers may ask for this port.</summary>
    public bool HasPort(int port)
    {
        foreach (var range in Ports)
        {
            if (port >= range.First && port <= range.Last) return true;
        }
        return false;
    }

    /// <inheritdoc/>
    public bool Equals(GatewayTarget? other) =>
        other is not null && Name == other.Name && Address == other.Address && Aliases.SequenceEqual(other.Aliases)
        && Ports.SequenceEqual(other.Ports) && WsMan == other.WsMan && Fingerprint == other.Fingerprint
        && Vault == other.Vault && As == other.As && IsWsManBridged == other.IsWsManBridged && IsRecorded == other.IsRecorded
        && Rpc == other.Rpc && Equals(Outer, other.Outer) && WithoutLogon == other.WithoutLogon
        && RpcInterfaces.SequenceEqual(other.RpcInterfaces) && RpcLevel == other.RpcLevel && RpcNtlm == other.RpcNtlm;

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Name, Address);
}
