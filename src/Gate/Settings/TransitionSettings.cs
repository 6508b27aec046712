namespace Sekimori.Gate.Settings;

/// <summary>
/// How callers who have not logged on by Kerberos become users of a realm. An account that is trusted for this can become anybody.
/// </summary>
/// <param name="Realm">The realm: the account alice is alice@REALM there.</param>
/// <param name="Service">The principal of the gate, HTTP/name@REALM.</param>
internal sealed record TransitionSettings(string Realm, string Service);
