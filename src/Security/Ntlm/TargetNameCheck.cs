using Sekimori.Security.Accounts;

namespace Sekimori.Security.Ntlm;

/// <summary>
/// Compares the service that a client says it means with this host. The password's proof covers the name ([MS-NLMP] 3.3.2), so whoever
/// passes a handshake on cannot change it; to compare it is left to the
/// server's application (3.2.5.1.2).
/// </summary>
/// <param name="mode">How strictly.</param>
/// <param name="host">The names of this host.</param>
public sealed class TargetNameCheck(TargetNameMode mode, HostNames host)
{
    /// <summary>Nothing is compared.</summary>
    public static TargetNameCheck None { get; } = new(TargetNameMode.Off, HostNames.Loopback);

    /// <summary>Why the handshake is not for us; null if it is.</summary>
    /// <param name="attributes">The response's attributes, once the password has been proved.</param>
    /// <param name="services">The services that are served here, without regard to case; empty for any.</param>
    internal string? FindDenialReason(TargetInfo attributes, IReadOnlyList<string> services)
    {
        if (mode == TargetNameMode.Off) return null;
        var isStrict = mode == TargetNameMode.Strict;
        var name = attributes.Text(AvId.TargetName);
        // 3.1.5.1.2: a client that was given no name sends an empty one.
        if (string.IsNullOrEmpty(name)) return isStrict ? "the client names no target (logon: target-name)" : null;
        if (attributes.Flags.HasFlag(AvFlags.UntrustedTarget))
            return isStrict ? $"the client has not verified the target \"{name}\" (logon: target-name)" : null;

        var (service, target) = Split(name);
        if (!host.Contains(target)) return $"the handshake is for \"{name}\", which is not this host (logon: published-names, target-name)";
        return !isStrict || services.Count == 0 || services.Contains(service, StringComparer.OrdinalIgnoreCase)
            ? null
            : $"the handshake is for \"{name}\", a service that is not served here (logon: target-name)";
    }

    /// <summary>Parses a service principal name: <c>service/host</c>, <c>service/host:port</c>, <c>service/host/domain</c>, or a
    /// host only.</summary>
    internal static (string Service, string Host) Split(string name)
    {
        var parts = name.Split('/');
        var (service, host) = parts.Length == 1 ? ("", parts[0]) : (parts[0], parts[1]);
        if (host.StartsWith('['))
            return (service, host.IndexOf(']', StringComparison.Ordinal) is > 0 and var end ? host[..(end + 1)] : host);
        // One colon parts name and port; an IPv6 address has more of them.
        var colon = host.IndexOf(':', StringComparison.Ordinal);
        return (service, colon >= 0 && colon == host.LastIndexOf(':') ? host[..colon] : host);
    }
}
