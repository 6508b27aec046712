namespace Sekimori.Client.WsMan;

/// <summary>A service's identity ([DSP0226] 11).</summary>
/// <param name="ProtocolVersion">The protocol's namespace URI.</param>
/// <param name="ProductVendor">The vendor; empty if not given.</param>
/// <param name="ProductVersion">Which version, and on Windows which system.</param>
/// <param name="SecurityProfiles">The authentication schemes, as URIs; empty if it gives none.</param>
public sealed record IdentifyAnswer(
    string ProtocolVersion, string ProductVendor, string ProductVersion, IReadOnlyList<string> SecurityProfiles);
