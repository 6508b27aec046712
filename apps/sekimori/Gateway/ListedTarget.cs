using System.Text.Json.Serialization;
using Sekimori.Gate.Settings;

namespace Sekimori.App.Gateway;

/// <summary>A target as `targets list --json` writes it.</summary>
internal sealed record ListedTarget(
    string Name, string Address, IReadOnlyList<string> Aliases, string Ports, string? WsMan, string? Fingerprint, string As)
{
    /// <summary>The target of the settings.</summary>
    public static ListedTarget Of(GatewayTarget target) => new(
        target.Name, target.Address, target.Aliases, PortsOf(target), target.WsMan?.ToString(), target.Fingerprint,
        IdentityOf(target));

    /// <summary>Whose identity the gate has there, as it is written.</summary>
    public static string IdentityOf(GatewayTarget target) =>
        target.As == TargetIdentity.Vault ? $"vault {target.Vault}" : target.As.ToString().ToLowerInvariant();

    /// <summary>Its ports as they are written.</summary>
    public static string PortsOf(GatewayTarget target) =>
        string.Join(", ", target.Ports.Select(range => range.First == range.Last ? $"{range.First}" : $"{range.First}-{range.Last}"));
}

/// <summary>The generated writers of what the target commands list.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(IReadOnlyList<ListedTarget>))]
[JsonSerializable(typeof(IReadOnlyList<TargetStep>))]
internal sealed partial class TargetJson : JsonSerializerContext;
