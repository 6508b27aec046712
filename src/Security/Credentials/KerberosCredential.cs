using Sekimori.Security.Kerberos;

namespace Sekimori.Security.Credentials;

/// <summary>The source of a client's Kerberos tickets: a cache, a keytab, or those of kinit for the user of this process.</summary>
public sealed class KerberosCredential : Credential
{
    /// <summary>The principal that is meant, user@REALM; null for the one that the cache or keytab starts with.</summary>
    public string? Principal { get; init; }

    /// <summary>A cache of tickets, as FILE:path; null for none.</summary>
    public string? Cache { get; init; }

    /// <summary>A keytab with the client's own keys, as a path; null for none.</summary>
    public string? Keytab { get; init; }

    internal GssCredential Acquire() => Cache is { } cache ? GssCredential.FromCache(cache, Principal)
        : Keytab is { } keytab ? GssCredential.FromKeytab(keytab, Principal)
        : GssCredential.OfUser(Principal);
}
