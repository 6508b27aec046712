namespace Sekimori.Client.WsMan;

/// <summary>What a service says of itself ([DSP0226] 11).</summary>
/// <param name="ProtocolVersion">The protocol's namespace URI.</param>
/// <param name="ProductVendor">Who made it; empty if it does not say.</param>
/// <param name="ProductVersion">Which version, and on Windows which system.</param>
/// <param name="SecurityProfiles">The ways to log on, as URIs; empty if it does not say.</param>
public sealed record IdentifyAnswer(string ProtocolVersion, string ProductVendor, string ProductVersion, IReadOnlyList<string> SecurityProfiles);
