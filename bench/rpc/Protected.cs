using Sekimori.Guard;
using Sekimori.Security;

namespace Sekimori.Bench.Rpc;

/// <summary>How calls are protected.</summary>
/// <param name="Name">As the command line says it.</param>
/// <param name="Scheme">The scheme; null for none.</param>
/// <param name="Level">The level.</param>
internal sealed record Protected(string Name, SecurityScheme? Scheme, ProtectionLevel Level)
{
    public static Protected[] All { get; } =
    [
        new("none", null, ProtectionLevel.None),
        new("ntlm-sign", SecurityScheme.Ntlm, ProtectionLevel.Integrity),
        new("ntlm-seal", SecurityScheme.Ntlm, ProtectionLevel.Privacy),
        new("kerberos-seal", SecurityScheme.Kerberos, ProtectionLevel.Privacy),
    ];

    public static Protected Parse(string name) => All.Single(one => one.Name == name);
}
